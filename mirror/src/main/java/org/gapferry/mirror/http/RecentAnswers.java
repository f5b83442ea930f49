package org.gapferry.mirror.http;

import java.net.URI;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Answers from the generation that is served, as they were asked for last; bounded in memory. Safe for use by several
 * threads.
 */
final class RecentAnswers {
    /** What an answer depends on, beside the generation. */
    record Key(URI base, String method, String path, String query, String accept) {}

    private final long capacity;
    private final Map<Key, Answer> answers = new LinkedHashMap<>(64, 0.75f, true);
    private long generation = -1;
    private long weight;

    /** @param capacity in bytes */
    RecentAnswers(long capacity) {
        this.capacity = capacity;
    }

    synchronized Optional<Answer> find(long ofGeneration, Key key) {
        return ofGeneration == generation ? Optional.ofNullable(answers.get(key)) : Optional.empty();
    }

    synchronized void keep(long ofGeneration, Key key, Answer answer) {
        if (ofGeneration < generation || answer.weight() > capacity / 8) {
            return;
        }
        if (ofGeneration > generation) {
            answers.clear();
            weight = 0;
            generation = ofGeneration;
        }
        Answer before = answers.put(key, answer);
        weight += answer.weight() - (before == null ? 0 : before.weight());
        Iterator<Answer> oldest = answers.values().iterator();
        while (weight > capacity) {
            weight -= oldest.next().weight();
            oldest.remove();
        }
    }
}
