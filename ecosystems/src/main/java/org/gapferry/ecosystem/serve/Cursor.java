package org.gapferry.ecosystem.serve;

import java.util.Iterator;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Goes forward over something sorted that may be far larger than the memory: it reads as it is asked, and holds one
 * small piece. It is for one thread, needs no closing, and ends with the catalog that it is of.
 *
 * <p>{@code hasNext} and {@code next} throw {@link java.io.UncheckedIOException} if the catalog cannot be read.
 */
public interface Cursor<T> extends Iterator<T> {
    /** What it goes to next, if there is anything. */
    default Optional<T> first() {
        return hasNext() ? Optional.of(next()) : Optional.empty();
    }

    /**
     * Everything from here on. Collect it only where that is bounded: the versions of one package, not the packages of
     * a type.
     */
    default Stream<T> stream() {
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(this, Spliterator.ORDERED | Spliterator.NONNULL), false);
    }

    /** Over what is in memory. */
    static <T> Cursor<T> over(Iterable<T> elements) {
        Iterator<T> iterator = elements.iterator();
        return new Cursor<>() {
            @Override
            public boolean hasNext() {
                return iterator.hasNext();
            }

            @Override
            public T next() {
                return iterator.next();
            }
        };
    }
}
