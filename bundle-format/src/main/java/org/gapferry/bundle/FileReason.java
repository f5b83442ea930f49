package org.gapferry.bundle;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Why a file could not be read or written, in words: Java's own message is often only the name of the file. */
public final class FileReason {
    private FileReason() {}

    /** The reason, without the name of a file. */
    public static String of(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file or folder";
        } else if (e instanceof AccessDeniedException) {
            return "permission denied";
        } else if (e instanceof FileAlreadyExistsException) {
            return "the file exists";
        } else if (e instanceof DirectoryNotEmptyException) {
            return "the folder is not empty";
        } else if (e instanceof NotDirectoryException) {
            return "not a folder";
        } else if (e instanceof FileSystemLoopException) {
            return "a loop of symbolic links";
        } else if (e instanceof AtomicMoveNotSupportedException) {
            return "the file system cannot replace files atomically";
        } else if (e instanceof CharacterCodingException) {
            return "the file is not UTF-8";
        }
        String reason = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
        return reason == null || reason.isBlank()
                ? "unknown error of the file system"
                : reason.lines().findFirst().orElse("");
    }

    /** The file, where it is known, and the reason. */
    public static String withFile(IOException e) {
        return e instanceof FileSystemException file && file.getFile() != null ? file.getFile() + ": " + of(e) : of(e);
    }
}
