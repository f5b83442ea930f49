package org.gapferry.testkit;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.gapferry.bundle.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * Gives a parser broken input: mutations of good examples, each made of a seed and its number alone. Only declared
 * failures may come out, within bounds of time and memory that grow with the input.
 *
 * <p>The system properties: {@code gapferry.fuzz} says how many inputs each parser gets (500), {@code gapferry.seed}
 * which ones (1), {@code gapferry.fuzz.first} with which number to begin (0). A failure prints all three.
 */
public final class Fuzz {
    private static final int MAX_INPUT = 64 << 10;
    private static final long MOST_SECONDS = 10;
    private static final long FREE_BYTES = 256L << 20;
    private static final long BYTES_PER_BYTE = 4096;
    private static final int SHOWN = 4096;
    private static final int SHRINKS = 300;
    private static final List<String> ODD = List.of(
            "",
            "\0",
            "-1",
            "0",
            "00",
            "9223372036854775808",
            "99999999999999999999999999999999999999",
            "1e999",
            "NaN",
            "\ufeff",
            "\ud83d\ude00",
            "\u0130",
            "..",
            "../",
            "%2e%2e",
            "\r\n",
            "\"",
            "\\",
            "null",
            "{}",
            "[]");

    private final String name;
    private final List<byte[]> examples = new ArrayList<>();
    private final List<byte[]> words = new ArrayList<>();
    private final List<Predicate<Throwable>> declared = new ArrayList<>();

    private int share = 1;

    private Fuzz(String name) {
        this.name = name;
        declared.add(ProblemException.class::isInstance);
        ODD.forEach(word -> words.add(word.getBytes(StandardCharsets.UTF_8)));
    }

    /** What is fuzzed. */
    @FunctionalInterface
    public interface Parser {
        void parse(byte[] input) throws Exception;
    }

    /** What is fuzzed, of text: what is not UTF-8 is replaced. */
    @FunctionalInterface
    public interface TextParser {
        void parse(String input) throws Exception;
    }

    /** @param name of the parser, for messages */
    public static Fuzz of(String name) {
        return new Fuzz(name);
    }

    /** Good input, which must be accepted. */
    public Fuzz example(byte[] input) {
        examples.add(input.clone());
        return this;
    }

    /** Good texts, each of which must be accepted. */
    public Fuzz examples(String... inputs) {
        for (String input : inputs) {
            example(input.getBytes(StandardCharsets.UTF_8));
        }
        return this;
    }

    /** What is likely to matter to the parser. */
    public Fuzz words(String... more) {
        for (String word : more) {
            words.add(word.getBytes(StandardCharsets.UTF_8));
        }
        return this;
    }

    /** A failure that the parser declares, beside a {@link ProblemException}. */
    public Fuzz mayThrow(Class<? extends Throwable> type) {
        declared.add(type::isInstance);
        return this;
    }

    /** For slow parsers: only one of so many inputs is tried. */
    public Fuzz oneOf(int inputs) {
        share = inputs;
        return this;
    }

    /** As {@link #run}, of text. */
    public void runText(TextParser parser) {
        run(input -> parser.parse(new String(input, StandardCharsets.UTF_8)));
    }

    /** Runs the parser with the examples, then with what is made of them. */
    public void run(Parser parser) {
        if (examples.isEmpty()) {
            throw new IllegalStateException("no examples for " + name);
        }
        for (byte[] example : examples) {
            try {
                parser.parse(example);
            } catch (Throwable e) {
                throw new AssertionError(name + " refuses the example " + shown(example), e);
            }
        }
        long seed = Long.getLong("gapferry.seed", 1);
        int first = Integer.getInteger("gapferry.fuzz.first", 0);
        int count = Math.max(1, Integer.getInteger("gapferry.fuzz", 500) / share);
        for (int i = first; i < first + count; i++) {
            byte[] input = input(new Random(seed * 1_000_003 + i));
            Throwable fault = fault(parser, input);
            if (fault != null) {
                byte[] small = shrunk(parser, input, fault);
                throw new AssertionError(
                        name + " fails: " + fault + "\nagain: -Dgapferry.seed=" + seed + " -Dgapferry.fuzz.first=" + i
                                + " -Dgapferry.fuzz=1\ninput: " + shown(small),
                        fault);
            }
        }
    }

    private @Nullable Throwable fault(Parser parser, byte[] input) {
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long bytes = thread.getCurrentThreadAllocatedBytes();
        long nanos = thread.getCurrentThreadCpuTime();
        try {
            parser.parse(input);
        } catch (Throwable e) {
            if (declared.stream().noneMatch(allowed -> allowed.test(e))) {
                return e;
            }
        }
        long seconds = (thread.getCurrentThreadCpuTime() - nanos) / 1_000_000_000;
        long allocated = thread.getCurrentThreadAllocatedBytes() - bytes;
        if (seconds > MOST_SECONDS) {
            return new AssertionError(input.length + " bytes take " + seconds + " s of CPU");
        } else if (allocated > FREE_BYTES + BYTES_PER_BYTE * input.length) {
            return new AssertionError(input.length + " bytes take " + (allocated >> 20) + " MiB of memory");
        }
        return null;
    }

    /** Leaves out pieces while a fault of the same type comes out. */
    private byte[] shrunk(Parser parser, byte[] input, Throwable fault) {
        byte[] small = input;
        int tries = 0;
        for (int piece = small.length / 2; piece > 0; piece /= 2) {
            for (int at = 0; at + piece <= small.length && tries < SHRINKS; tries++) {
                byte[] less = replaced(small, at, piece, new byte[0]);
                Throwable other = fault(parser, less);
                if (other != null && other.getClass() == fault.getClass()) {
                    small = less;
                } else {
                    at += piece;
                }
            }
        }
        return small;
    }

    private static String shown(byte[] input) {
        byte[] part = Arrays.copyOf(input, Math.min(SHOWN, input.length));
        String text = new String(part, StandardCharsets.UTF_8);
        boolean plain = Arrays.equals(text.getBytes(StandardCharsets.UTF_8), part)
                && text.length() < 400
                && text.chars().noneMatch(c -> c < ' ' && c != '\n' || c > '~');
        return input.length + " bytes, "
                + (plain ? "`" + text + "`" : "base64 " + Base64.getEncoder().encodeToString(part));
    }

    private byte[] input(Random random) {
        byte[] input = any(examples, random);
        int mutations = 1 + random.nextInt(6);
        for (int i = 0; i < mutations; i++) {
            input = mutated(input, random);
            if (input.length > MAX_INPUT) {
                input = Arrays.copyOf(input, MAX_INPUT);
            }
        }
        return input;
    }

    private static byte[] any(List<byte[]> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }

    private byte[] mutated(byte[] input, Random random) {
        int at = random.nextInt(input.length + 1);
        int length = random.nextInt(Math.min(64, input.length - at) + 1);
        byte[] piece = Arrays.copyOfRange(input, at, at + length);
        return switch (random.nextInt(11)) {
            case 0 -> {
                byte[] copy = input.clone();
                if (at < copy.length) {
                    copy[at] ^= (byte) (1 << random.nextInt(8));
                }
                yield copy;
            }
            case 1 -> {
                byte[] copy = input.clone();
                if (at < copy.length) {
                    copy[at] = (byte) random.nextInt(256);
                }
                yield copy;
            }
            case 2 -> replaced(input, at, length, new byte[0]);
            case 3 -> replaced(input, at, 0, piece);
            case 4 -> Arrays.copyOf(input, at);
            case 5 -> {
                byte[] noise = new byte[length];
                random.nextBytes(noise);
                yield replaced(input, at, length, noise);
            }
            case 6 -> replaced(input, at, 0, any(words, random));
            case 7 -> replaced(input, at, length, any(words, random));
            case 8 -> {
                byte[] other = any(examples, random);
                int from = random.nextInt(other.length + 1);
                yield replaced(input, at, input.length - at, Arrays.copyOfRange(other, from, other.length));
            }
            case 9 -> {
                byte[] unit = random.nextBoolean() ? any(words, random) : Arrays.copyOf(piece, Math.min(4, length));
                yield replaced(input, at, 0, repeated(unit, 1 << random.nextInt(14)));
            }
            default -> number(input, at, random);
        };
    }

    /** Another number in the place of the next one. */
    private byte[] number(byte[] input, int from, Random random) {
        int at = from;
        while (at < input.length && !isDigit(input[at])) {
            at++;
        }
        int end = at;
        while (end < input.length && isDigit(input[end])) {
            end++;
        }
        return replaced(input, at, end - at, any(words, random));
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static byte[] repeated(byte[] unit, int times) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < times && all.size() < MAX_INPUT; i++) {
            all.writeBytes(unit);
        }
        return all.toByteArray();
    }

    private static byte[] replaced(byte[] input, int at, int length, byte[] with) {
        byte[] all = new byte[input.length - length + with.length];
        System.arraycopy(input, 0, all, 0, at);
        System.arraycopy(with, 0, all, at, with.length);
        System.arraycopy(input, at + length, all, at + with.length, input.length - at - length);
        return all;
    }
}
