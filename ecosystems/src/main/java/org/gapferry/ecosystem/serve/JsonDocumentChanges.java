package org.gapferry.ecosystem.serve;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.gapferry.bundle.Coordinates;
import org.gapferry.bundle.change.DocumentChanges;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What differs between two JSON objects: their members one by one, and of maps that have a name their entries. */
public final class JsonDocumentChanges implements DocumentChanges {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final int LONGEST = 200;

    private final Map<String, String> entries;

    /** @param entries what an entry of a member is called, such as {@code dependency} for {@code dependencies} */
    public JsonDocumentChanges(Map<String, String> entries) {
        this.entries = Map.copyOf(entries);
    }

    @Override
    public List<String> describe(Coordinates owner, String name, byte[] before, byte[] after) {
        JsonNode was = object(before);
        JsonNode is = object(after);
        List<String> phrases = new ArrayList<>();
        if (was.isObject() != is.isObject()) {
            phrases.add(is.isObject() ? "it is a JSON object now" : "it is not a JSON object any more");
        }
        for (String key : keys(was, is)) {
            if (!was.path(key).equals(is.path(key))) {
                member(phrases, key, was.path(key), is.path(key));
            }
        }
        return phrases;
    }

    private void member(List<String> phrases, String key, JsonNode was, JsonNode is) {
        String noun = entries.getOrDefault(key, "");
        boolean byEntry =
                !noun.isEmpty() && (was.isObject() || was.isMissingNode()) && (is.isObject() || is.isMissingNode());
        if (!byEntry) {
            changed(phrases, "`" + key + "`", "", was, is);
            return;
        }
        for (String entry : keys(was, is)) {
            if (!was.path(entry).equals(is.path(entry))) {
                changed(phrases, noun, entry, was.path(entry), is.path(entry));
            }
        }
    }

    private static void changed(List<String> phrases, String what, String entry, JsonNode was, JsonNode is) {
        String of = entry.isEmpty() ? "" : " " + entry;
        if (was.isMissingNode()) {
            phrases.add(what + " added:" + of + " " + text(is));
        } else if (is.isMissingNode()) {
            phrases.add(what + " removed:" + of + " " + text(was));
        } else {
            phrases.add(what + " changed:" + of + " from " + text(was) + " to " + text(is));
        }
    }

    private static Set<String> keys(JsonNode was, JsonNode is) {
        Set<String> keys = new TreeSet<>(was.propertyNames());
        keys.addAll(is.propertyNames());
        return keys;
    }

    private static String text(JsonNode node) {
        String text = node.isString() ? node.stringValue() : node.toString();
        return "`" + (text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...") + "`";
    }

    /** A missing node for what is no JSON. */
    private static JsonNode object(byte[] document) {
        try {
            return MAPPER.readTree(document);
        } catch (JacksonException e) {
            return MAPPER.missingNode();
        }
    }
}
