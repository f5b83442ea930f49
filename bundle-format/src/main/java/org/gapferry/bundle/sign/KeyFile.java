package org.gapferry.bundle.sign;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.gapferry.bundle.BundleProblem;
import org.gapferry.bundle.DurableFiles;
import org.gapferry.bundle.FileReason;
import org.gapferry.bundle.ProblemException;
import org.gapferry.bundle.SmallFiles;

/**
 * Key files in PEM: {@code NAME.key} holds PKCS#8, encrypted (PBES2, PBKDF2-HMAC-SHA-512, AES-256) or plain; {@code
 * NAME.pub} holds SubjectPublicKeyInfo.
 */
public final class KeyFile {
    private static final String SCHEME = "PBEWithHmacSHA512AndAES_256";
    private static final Pattern PBES2 = Pattern.compile("PBEWith(HmacSHA[0-9]+)AndAES_(128|256)");
    private static final int ROUNDS = 600_000;
    private static final int MAX_ROUNDS = 5_000_000;
    private static final int MAX_BYTES = 16_384;

    private KeyFile() {}

    /**
     * Writes {@code base.key}, readable by its owner alone, and {@code base.pub}. Existing files are never replaced;
     * missing parent folders are made.
     *
     * @param passphrase empty for a plain key
     */
    public static void write(Path base, SigningKey key, char[] passphrase) {
        Path privateFile = Path.of(base + ".key");
        Path publicFile = Path.of(base + ".pub");
        try {
            Path parent = privateFile.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            requireNew(base);
            if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
                Path made = Files.createTempFile(
                        parent,
                        ".key",
                        ".tmp",
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                try {
                    Files.writeString(made, privatePem(key, passphrase), StandardCharsets.US_ASCII);
                    Files.move(made, privateFile, StandardCopyOption.ATOMIC_MOVE);
                } finally {
                    Files.deleteIfExists(made);
                }
            } else {
                DurableFiles.write(privateFile, privatePem(key, passphrase).getBytes(StandardCharsets.US_ASCII));
            }
            DurableFiles.write(
                    publicFile,
                    pem("PUBLIC KEY", Ed25519.spki(key.verificationKey().bytes()))
                            .getBytes(StandardCharsets.US_ASCII));
        } catch (FileAlreadyExistsException e) {
            throw exists(String.valueOf(e.getFile())).causedBy(e);
        } catch (IOException e) {
            throw BundleProblem.OUTPUT_UNWRITABLE
                    .thrown(privateFile.toString(), "cannot write the key: " + FileReason.of(e))
                    .causedBy(e);
        }
    }

    /**
     * Fails if there is a key of this name already; to be asked before a passphrase is.
     *
     * @throws ProblemException DESTINATION
     */
    public static void requireNew(Path name) {
        for (String extension : List.of(".key", ".pub")) {
            if (Files.exists(Path.of(name + extension))) {
                throw exists(name + extension);
            }
        }
    }

    private static ProblemException exists(String file) {
        return BundleProblem.OUTPUT_UNWRITABLE.thrown(
                file, "the file exists, and keys are never overwritten", "choose another name with --out");
    }

    private static String privatePem(SigningKey key, char[] passphrase) {
        return passphrase.length == 0
                ? pem("PRIVATE KEY", key.pkcs8())
                : pem("ENCRYPTED PRIVATE KEY", encrypted(key.pkcs8(), passphrase));
    }

    private static byte[] encrypted(byte[] plain, char[] passphrase) {
        try {
            SecureRandom random = new SecureRandom();
            byte[] salt = new byte[16];
            byte[] iv = new byte[16];
            random.nextBytes(salt);
            random.nextBytes(iv);
            AlgorithmParameters scheme = AlgorithmParameters.getInstance(SCHEME);
            scheme.init(new PBEParameterSpec(salt, ROUNDS, new IvParameterSpec(iv)));
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("PBES2");
            parameters.init(scheme.getEncoded());
            byte[] encrypted =
                    cipher(Cipher.ENCRYPT_MODE, parameters, passphrase).doFinal(plain);
            return new EncryptedPrivateKeyInfo(parameters, encrypted).getEncoded();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Reads a private key.
     *
     * @param passphrase asked for only if the key is encrypted
     */
    public static SigningKey readPrivate(Path file, Supplier<char[]> passphrase) {
        String pem = read(file);
        byte[] der;
        if (pem.contains("BEGIN ENCRYPTED PRIVATE KEY")) {
            der = decrypted(file, der(file, pem, "ENCRYPTED PRIVATE KEY"), passphrase.get());
        } else {
            der = der(file, pem, "PRIVATE KEY");
        }
        byte[] seed = Ed25519.fromPkcs8(der);
        Arrays.fill(der, (byte) 0);
        if (seed.length == 0) {
            throw notAKey(file, "a private Ed25519 key in PKCS#8");
        }
        SigningKey key = new SigningKey(seed);
        Arrays.fill(seed, (byte) 0);
        return key;
    }

    private static byte[] decrypted(Path file, byte[] der, char[] passphrase) {
        if (passphrase.length == 0) {
            throw BundleProblem.KEY_LOCKED.thrown(
                    file.toString(),
                    "the key is encrypted, but no passphrase was given",
                    "pass the passphrase with --passphrase-file, in GAPFERRY_PASSPHRASE, or at the prompt of a terminal");
        }
        try {
            EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(der);
            AlgorithmParameters parameters = info.getAlgParameters();
            if (parameters == null) {
                throw new NoSuchAlgorithmException(info.getAlgName());
            }
            if (parameters.getParameterSpec(PBEParameterSpec.class).getIterationCount() > MAX_ROUNDS) {
                throw notAKey(file, "encrypted with at most " + MAX_ROUNDS + " rounds");
            }
            return cipher(Cipher.DECRYPT_MODE, parameters, passphrase).doFinal(info.getEncryptedData());
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            throw BundleProblem.KEY_LOCKED
                    .thrown(file.toString(), "wrong passphrase")
                    .causedBy(e);
        } finally {
            Arrays.fill(passphrase, ' ');
        }
    }

    /**
     * PBES2 by its two steps, since Java's own cipher of that name takes passphrases of ASCII only. The passphrase
     * counts as UTF-8, as OpenSSL takes it from a terminal.
     */
    private static Cipher cipher(int mode, AlgorithmParameters parameters, char[] passphrase)
            throws GeneralSecurityException {
        Matcher name = PBES2.matcher(parameters.toString());
        if (!name.matches()) {
            throw new NoSuchAlgorithmException(parameters.toString());
        }
        PBEParameterSpec spec = parameters.getParameterSpec(PBEParameterSpec.class);
        PBEKeySpec key =
                new PBEKeySpec(passphrase, spec.getSalt(), spec.getIterationCount(), Integer.parseInt(name.group(2)));
        byte[] derived = SecretKeyFactory.getInstance("PBKDF2With" + name.group(1))
                .generateSecret(key)
                .getEncoded();
        key.clearPassword();
        Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        cipher.init(mode, new SecretKeySpec(derived, "AES"), spec.getParameterSpec());
        Arrays.fill(derived, (byte) 0);
        return cipher;
    }

    /** True for a file that holds a private key, false for one that holds a public key. */
    public static boolean isPrivate(Path file) {
        String pem = read(file);
        if (pem.contains("PRIVATE KEY-----")) {
            return true;
        }
        der(file, pem, "PUBLIC KEY");
        return false;
    }

    /** Reads a public key. */
    public static VerificationKey readPublic(Path file) {
        byte[] key = Ed25519.fromSpki(der(file, read(file), "PUBLIC KEY"));
        if (!Ed25519.isAcceptableKey(key)) {
            throw notAKey(file, "a public Ed25519 key");
        }
        return VerificationKey.of(key);
    }

    private static String read(Path file) {
        try {
            return new String(SmallFiles.read(file, MAX_BYTES), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            String name = file.toString().replaceFirst("\\.(?:key|pub)$", "");
            throw BundleProblem.KEY_UNREADABLE
                    .thrown(file.toString(), "no such file", "gapferry key generate --out " + name)
                    .causedBy(e);
        } catch (IOException e) {
            throw BundleProblem.KEY_UNREADABLE
                    .thrown(file.toString(), "cannot read the key: " + FileReason.of(e))
                    .causedBy(e);
        }
    }

    private static byte[] der(Path file, String pem, String label) {
        String begin = "-----BEGIN " + label + "-----";
        String end = "-----END " + label + "-----";
        int from = pem.indexOf(begin);
        int to = from < 0 ? -1 : pem.indexOf(end, from + begin.length());
        if (to < 0 && label.equals("PUBLIC KEY") && pem.contains("PRIVATE KEY-----")) {
            throw BundleProblem.KEY_UNREADABLE.thrown(
                    file.toString(),
                    "a private key where a public key is expected",
                    "use " + file.toString().replaceFirst("\\.key$", "") + ".pub");
        } else if (to < 0 && label.equals("PRIVATE KEY") && pem.contains("BEGIN PUBLIC KEY-----")) {
            throw BundleProblem.KEY_UNREADABLE.thrown(
                    file.toString(),
                    "a public key where a private key is expected",
                    "use " + file.toString().replaceFirst("\\.pub$", "") + ".key, or --sign-cmd");
        } else if (to < 0) {
            throw notAKey(file, "a PEM file with `" + begin + "`");
        }
        try {
            return Base64.getMimeDecoder().decode(pem.substring(from + begin.length(), to));
        } catch (IllegalArgumentException e) {
            throw notAKey(file, "valid base64").causedBy(e);
        }
    }

    private static ProblemException notAKey(Path file, String expected) {
        return BundleProblem.KEY_UNREADABLE.thrown(file.toString(), "the file is not " + expected);
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + label + "-----\n";
    }
}
