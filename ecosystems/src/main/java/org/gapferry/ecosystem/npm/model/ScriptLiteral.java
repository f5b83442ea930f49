package org.gapferry.ecosystem.npm.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A constant list as JavaScript writes it, read without running anything: texts, lists, objects, names of objects that
 * the file declares before, lists that are spread into it, and {@code list.map(name => value)}. An item that is
 * anything else is left out and counted.
 */
final class ScriptLiteral {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_VALUES = 200_000;
    private static final Pattern NAME = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]*+");
    private static final Pattern NUMBER = Pattern.compile("[0-9][0-9a-zA-Z_.]*+");
    private static final Pattern CONSTANT =
            Pattern.compile("\\b(?:const|let|var)\\s++([A-Za-z_$][A-Za-z0-9_$]*+)\\s*+=\\s*+(?=\\{)");
    private static final Pattern MAP = Pattern.compile("\\.\\s*+map\\s*+\\(");
    private static final Pattern ARROW = Pattern.compile("=>");

    /** A value; nothing is made of numbers and names. */
    sealed interface Value permits Text, Items, Members, Other {}

    record Text(String text) implements Value {}

    record Items(List<Value> items) implements Value {}

    record Members(Map<String, Value> members) implements Value {}

    record Other() implements Value {}

    /** @param skipped how many items were left out */
    record Found(List<Value> items, int skipped) {}

    /** Something that is not understood. */
    private static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1;
    }

    private final String script;
    private final Map<String, Value> names = new HashMap<>();
    private int at;
    private int depth;
    private int values;

    private ScriptLiteral(String script) {
        this.script = script;
    }

    /** The list that a script assigns to a name; empty if it assigns none. */
    static Optional<Found> list(String script, String name) {
        Matcher assignment = Pattern.compile("\\b" + Pattern.quote(name) + "\\s*+=\\s*+(?=\\[)")
                .matcher(script);
        if (!assignment.find()) {
            return Optional.empty();
        }
        ScriptLiteral literal = new ScriptLiteral(script);
        Matcher constant = CONSTANT.matcher(script).region(0, assignment.start());
        while (constant.find()) {
            literal.at = constant.end();
            try {
                literal.names.put(constant.group(1), literal.value());
            } catch (Unreadable e) {
                literal.names.remove(constant.group(1));
            }
            literal.depth = 0;
        }
        literal.at = assignment.end() + 1;
        return Optional.of(literal.items());
    }

    /** The items of a list that has begun; one that is not understood is passed over. */
    private Found items() {
        List<Value> found = new ArrayList<>();
        int skipped = 0;
        while (true) {
            skipSpace();
            if (at >= script.length()) {
                return new Found(found, skipped + 1);
            } else if (script.charAt(at) == ']') {
                return new Found(found, skipped);
            } else if (script.charAt(at) == ',') {
                at++;
            } else {
                int start = at;
                depth = 0;
                try {
                    item(found);
                    expectEnd();
                } catch (Unreadable e) {
                    skipped++;
                    at = start;
                    if (!pass()) {
                        return new Found(found, skipped);
                    }
                }
            }
        }
    }

    private void expectEnd() throws Unreadable {
        skipSpace();
        if (at < script.length() && script.charAt(at) != ',' && script.charAt(at) != ']') {
            throw new Unreadable();
        }
    }

    private void item(List<Value> into) throws Unreadable {
        if (script.startsWith("...", at)) {
            at += 3;
            if (!(value() instanceof Items list)) {
                throw new Unreadable();
            }
            into.addAll(list.items());
        } else {
            into.add(value());
        }
    }

    /** Goes to the comma or bracket after an item, whatever is in it; false if there is none. */
    private boolean pass() {
        int open = 0;
        while (at < script.length()) {
            skipSpace();
            char c = at < script.length() ? script.charAt(at) : 0;
            if (c == '"' || c == '\'' || c == '`') {
                try {
                    text(c);
                    continue;
                } catch (Unreadable e) {
                    return false;
                }
            } else if (c == '[' || c == '{' || c == '(') {
                open++;
            } else if (open > 0 && (c == ']' || c == '}' || c == ')')) {
                open--;
            } else if (open == 0 && (c == ',' || c == ']')) {
                return true;
            }
            at++;
        }
        return false;
    }

    private Value value() throws Unreadable {
        if (++depth > MAX_DEPTH || ++values > MAX_VALUES) {
            throw new Unreadable();
        }
        skipSpace();
        Value value = plain();
        skipSpace();
        while (take(MAP).isPresent()) {
            value = mapped(value);
            skipSpace();
        }
        depth--;
        return value;
    }

    private Value plain() throws Unreadable {
        char c = peek();
        if (c == '"' || c == '\'' || c == '`') {
            return new Text(text(c));
        } else if (c == '[') {
            return list();
        } else if (c == '{') {
            return object();
        } else if (c == '(') {
            at++;
            Value inside = value();
            expect(')');
            return inside;
        } else if (c == '!' || c == '-') {
            at++;
            value();
            return new Other();
        } else if (take(NUMBER).isPresent()) {
            return new Other();
        }
        Value named = names.get(take(NAME).orElseThrow(Unreadable::new));
        return named == null ? new Other() : named;
    }

    private Items list() throws Unreadable {
        expect('[');
        List<Value> items = new ArrayList<>();
        while (!ends(']')) {
            item(items);
            if (!ends(']')) {
                expect(',');
            }
        }
        expect(']');
        return new Items(items);
    }

    private Members object() throws Unreadable {
        expect('{');
        Map<String, Value> members = new LinkedHashMap<>();
        while (!ends('}')) {
            if (script.startsWith("...", at)) {
                at += 3;
                if (!(value() instanceof Members spread)) {
                    throw new Unreadable();
                }
                members.putAll(spread.members());
            } else {
                String key = key();
                expect(':');
                members.put(key, value());
            }
            if (!ends('}')) {
                expect(',');
            }
        }
        expect('}');
        return new Members(members);
    }

    private String key() throws Unreadable {
        char c = peek();
        if (c == '"' || c == '\'' || c == '`') {
            return text(c);
        } else if (c == '[') {
            at++;
            Value computed = value();
            expect(']');
            if (computed instanceof Text key) {
                return key.text();
            }
            throw new Unreadable();
        }
        return take(NAME).orElseThrow(Unreadable::new);
    }

    /** {@code name => value)} of each item of a list; a name is one text or object. */
    private Items mapped(Value of) throws Unreadable {
        if (!(of instanceof Items list)) {
            throw new Unreadable();
        }
        skipSpace();
        boolean inBrackets = ends('(');
        if (inBrackets) {
            at++;
            skipSpace();
        }
        String name = take(NAME).orElseThrow(Unreadable::new);
        if (inBrackets) {
            expect(')');
        }
        skipSpace();
        if (take(ARROW).isEmpty()) {
            throw new Unreadable();
        }
        int body = at;
        List<Value> results = new ArrayList<>();
        Value hidden = names.get(name);
        for (Value item : list.items().isEmpty() ? List.<Value>of(new Other()) : list.items()) {
            at = body;
            names.put(name, item);
            results.add(value());
        }
        if (hidden == null) {
            names.remove(name);
        } else {
            names.put(name, hidden);
        }
        expect(')');
        return new Items(list.items().isEmpty() ? List.of() : results);
    }

    /** A text; a template that has anything computed in it is not one. */
    private String text(char quote) throws Unreadable {
        StringBuilder text = new StringBuilder();
        for (at++; at < script.length(); at++) {
            char c = script.charAt(at);
            if (c == quote) {
                at++;
                return text.toString();
            } else if (c == '\\'
                    && at + 1 < script.length()
                    && !Set.of('u', 'x').contains(script.charAt(at + 1))) {
                at++;
                text.append(script.charAt(at));
            } else if (c == '\\'
                    || c == '\n' && quote != '`'
                    || c == '$' && quote == '`' && script.startsWith("${", at)) {
                throw new Unreadable();
            } else {
                text.append(c);
            }
        }
        throw new Unreadable();
    }

    private char peek() throws Unreadable {
        skipSpace();
        if (at >= script.length()) {
            throw new Unreadable();
        }
        return script.charAt(at);
    }

    private boolean ends(char with) throws Unreadable {
        return peek() == with;
    }

    private void expect(char c) throws Unreadable {
        if (peek() != c) {
            throw new Unreadable();
        }
        at++;
    }

    private Optional<String> take(Pattern pattern) {
        Matcher matcher = pattern.matcher(script).region(at, script.length());
        if (!matcher.lookingAt()) {
            return Optional.empty();
        }
        at = matcher.end();
        return Optional.of(matcher.group());
    }

    /** Blanks and comments. */
    private void skipSpace() {
        while (at < script.length()) {
            if (script.startsWith("//", at)) {
                skipTo("\n");
            } else if (script.startsWith("/*", at)) {
                at += 2;
                skipTo("*/");
            } else if (Character.isWhitespace(script.charAt(at))) {
                at++;
            } else {
                return;
            }
        }
    }

    private void skipTo(String end) {
        int found = script.indexOf(end, at);
        at = found < 0 ? script.length() : found + end.length();
    }
}
