package org.gapferry.mirror.http;

import java.net.URI;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Documents of the generation that is served, as they were asked for last; bounded in memory. Safe for use by several threads. */
final class RecentDocuments {
    /** What a document depends on, beside the generation. */
    record Key(URI base, String method, String path, String query, String accept) {}

    private final long capacity;
    private final Map<Key, Document> documents = new LinkedHashMap<>(64, 0.75f, true);
    private long generation = -1;
    private long weight;

    /** @param capacity in bytes */
    RecentDocuments(long capacity) {
        this.capacity = capacity;
    }

    synchronized Optional<Document> find(long ofGeneration, Key key) {
        return ofGeneration == generation ? Optional.ofNullable(documents.get(key)) : Optional.empty();
    }

    synchronized void keep(long ofGeneration, Key key, Document document) {
        if (ofGeneration < generation || document.weight() > capacity / 8) {
            return;
        }
        if (ofGeneration > generation) {
            documents.clear();
            weight = 0;
            generation = ofGeneration;
        }
        Document before = documents.put(key, document);
        weight += document.weight() - (before == null ? 0 : before.weight());
        Iterator<Document> oldest = documents.values().iterator();
        while (weight > capacity) {
            weight -= oldest.next().weight();
            oldest.remove();
        }
    }
}
