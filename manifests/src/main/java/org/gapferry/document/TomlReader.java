package org.gapferry.document;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gapferry.bundle.ProblemException;

/**
 * Reads TOML 1.0 into nodes that know their place, in one pass. A reader of its own: Jackson's knows no places, and
 * tomlj took seconds and hundreds of megabytes for a lock file of 500 KB, and overflowed the stack. Jackson's is what
 * the tests compare it with.
 */
final class TomlReader {
    private static final int LONGEST_NUMBER = 1000;
    private static final Pattern NUMBER = Pattern.compile("[+-]?(?:0|[1-9](?:_?[0-9])*)"
            + "(?:\\.[0-9](?:_?[0-9])*)?(?:[eE][+-]?[0-9](?:_?[0-9])*)?|[+-]?(?:inf|nan)"
            + "|0x[0-9A-Fa-f](?:_?[0-9A-Fa-f])*|0o[0-7](?:_?[0-7])*|0b[01](?:_?[01])*");
    private static final Pattern TIME = Pattern.compile(
            "(?:([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[Tt ]|$))?([0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]+)?)?([Zz]|[+-][0-9]{2}:[0-9]{2})?");

    private final String file;
    private final String text;
    private final BiFunction<Place, String, ProblemException> malformed;
    private int at;
    private int line = 1;
    private int lineStart;
    private int nodes;

    private TomlReader(String file, String text, BiFunction<Place, String, ProblemException> malformed) {
        this.file = file;
        this.text = text;
        this.malformed = malformed;
    }

    /** How a table came to be, which decides what may be added to it. */
    private enum Origin {
        /** Named on the way to another table by a header. */
        IMPLICIT,
        /** Named by a header of its own, or the document. */
        HEADER,
        /** Named by a key with dots. */
        DOTTED
    }

    /** A table that grows. */
    private static final class Table {
        private final Place place;
        private final int depth;
        private final Map<String, Member> members = new LinkedHashMap<>();
        private Origin origin;

        Table(Place place, int depth, Origin origin) {
            this.place = place;
            this.depth = depth;
            this.origin = origin;
        }
    }

    /** A list of tables that grows. */
    private record Tables(Place place, List<Table> tables) {}

    /** @param value a {@link Node}, {@link Table} or {@link Tables} */
    private record Member(Node.Text key, Object value) {}

    static Node read(String file, String text, BiFunction<Place, String, ProblemException> malformed) {
        return new TomlReader(file, text, malformed).document();
    }

    private Node document() {
        Table root = new Table(place(), 1, Origin.HEADER);
        Table current = root;
        while (at < text.length()) {
            blanks();
            if (is('[')) {
                current = header(root);
                endOfLine();
            } else if (!isEnd()) {
                member(current);
                endOfLine();
            } else {
                endOfLine();
            }
        }
        return node(root);
    }

    private Table header(Table root) {
        Place place = place();
        take('[');
        boolean list = is('[');
        if (list) {
            take('[');
        }
        List<Node.Text> path = path();
        take(']');
        if (list) {
            take(']');
        }
        Table table = root;
        for (Node.Text key : path.subList(0, path.size() - 1)) {
            table = below(table, key, Origin.IMPLICIT);
        }
        Node.Text last = path.get(path.size() - 1);
        Member there = table.members.get(last.value());
        if (list) {
            Tables tables;
            if (there == null) {
                tables = new Tables(place, new ArrayList<>());
                put(table, last, tables);
            } else if (there.value() instanceof Tables before) {
                tables = before;
            } else {
                throw twice(last);
            }
            Table next = table(place, table.depth + 2, Origin.HEADER);
            count(last.place());
            tables.tables().add(next);
            return next;
        }
        if (there == null) {
            Table made = table(place, table.depth + 1, Origin.HEADER);
            put(table, last, made);
            return made;
        } else if (there.value() instanceof Table known && known.origin == Origin.IMPLICIT) {
            known.origin = Origin.HEADER;
            return known;
        }
        throw twice(last);
    }

    /** The table that a header, or a key with dots, names on its way. */
    private Table below(Table table, Node.Text key, Origin origin) {
        Member there = table.members.get(key.value());
        if (there == null) {
            Table made = table(key.place(), table.depth + 1, origin);
            put(table, key, made);
            return made;
        } else if (there.value() instanceof Table known
                && (origin == Origin.IMPLICIT || known.origin == Origin.DOTTED)) {
            return known;
        } else if (there.value() instanceof Tables tables && origin == Origin.IMPLICIT) {
            return tables.tables().get(tables.tables().size() - 1);
        }
        throw twice(key);
    }

    private void put(Table table, Node.Text key, Object value) {
        count(key.place());
        table.members.put(key.value(), new Member(key, value));
    }

    private void member(Table table) {
        List<Node.Text> path = path();
        take('=');
        blanks();
        Node value = value(table.depth + path.size());
        Table target = table;
        for (Node.Text key : path.subList(0, path.size() - 1)) {
            target = below(target, key, Origin.DOTTED);
        }
        Node.Text last = path.get(path.size() - 1);
        if (target.members.containsKey(last.value())) {
            throw twice(last);
        }
        put(target, last, value);
    }

    private List<Node.Text> path() {
        List<Node.Text> path = new ArrayList<>();
        do {
            blanks();
            path.add(key());
            blanks();
            if (path.size() > DocumentReader.MAX_DEPTH) {
                throw tooDeep();
            }
        } while (takes('.'));
        return path;
    }

    private Node.Text key() {
        Place place = place();
        if (is('"')) {
            return new Node.Text(place, basic());
        } else if (is('\'')) {
            return new Node.Text(place, literal());
        }
        int from = at;
        while (at < text.length() && isBare(text.charAt(at))) {
            at++;
        }
        if (from == at) {
            throw fail("a key is missing");
        }
        return new Node.Text(place, text.substring(from, at));
    }

    private static boolean isBare(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-';
    }

    private Node value(int depth) {
        Place place = place();
        count(place);
        if (depth > DocumentReader.MAX_DEPTH) {
            throw tooDeep();
        } else if (text.startsWith("\"\"\"", at)) {
            return new Node.Text(place, multiline('"'));
        } else if (is('"')) {
            return new Node.Text(place, basic());
        } else if (text.startsWith("'''", at)) {
            return new Node.Text(place, multiline('\''));
        } else if (is('\'')) {
            return new Node.Text(place, literal());
        } else if (is('[')) {
            return array(place, depth);
        } else if (is('{')) {
            return inlineTable(place, depth);
        }
        return plain(place);
    }

    private Node array(Place place, int depth) {
        take('[');
        List<Node> items = new ArrayList<>();
        blankLines();
        while (!is(']')) {
            items.add(value(depth + 1));
            blankLines();
            if (!takes(',')) {
                break;
            }
            blankLines();
        }
        take(']');
        return new Node.Items(place, items);
    }

    private Node inlineTable(Place place, int depth) {
        take('{');
        Table table = table(place, depth, Origin.HEADER);
        blanks();
        if (!is('}')) {
            do {
                member(table);
                blanks();
            } while (takes(','));
        }
        take('}');
        return node(table);
    }

    /** A number, a boolean or a time. */
    private Node plain(Place place) {
        int from = at;
        word();
        if (at - from == 10 && is(' ') && at + 3 < text.length() && text.charAt(at + 3) == ':') {
            at++; // a blank between date and time
            word();
        }
        String word = text.substring(from, at);
        if (word.equals("true") || word.equals("false")) {
            return new Node.Text(place, word, Node.Scalar.BOOLEAN);
        } else if (word.length() > LONGEST_NUMBER) {
            throw malformed.apply(place, "a number has more than " + LONGEST_NUMBER + " digits");
        } else if (NUMBER.matcher(word).matches()) {
            return new Node.Text(place, word, Node.Scalar.NUMBER);
        } else if (isTime(word)) {
            return new Node.Text(place, word, Node.Scalar.TIME);
        }
        throw malformed.apply(place, word.isEmpty() ? "a value is missing" : "`" + word + "` is not a value");
    }

    private void word() {
        while (at < text.length() && ("+.:".indexOf(text.charAt(at)) >= 0 || isBare(text.charAt(at)))) {
            at++;
        }
    }

    private static boolean isTime(String word) {
        Matcher parts = TIME.matcher(word);
        if (word.isEmpty() || !parts.matches()) {
            return false;
        }
        String date = parts.group(1);
        String time = parts.group(2);
        String zone = parts.group(3);
        boolean endsWithDate = date != null && word.length() == date.length();
        if (time == null ? !endsWithDate : zone != null && date == null) {
            return false;
        }
        try {
            if (date != null) {
                LocalDate.parse(date);
            }
            if (time != null) {
                LocalTime.parse(time.length() > 18 ? time.substring(0, 18) : time);
            }
            if (zone != null) {
                ZoneOffset.of(zone.toUpperCase(Locale.ROOT));
            }
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private String basic() {
        take('"');
        StringBuilder value = new StringBuilder();
        while (!is('"')) {
            if (is('\\')) {
                escape(value);
            } else {
                value.append(character());
            }
        }
        take('"');
        return value.toString();
    }

    private String literal() {
        take('\'');
        int from = at;
        while (!is('\'')) {
            character();
        }
        String value = text.substring(from, at);
        take('\'');
        return value;
    }

    private String multiline(char quote) {
        at += 3;
        if (isLineEnd()) {
            newLine();
        }
        StringBuilder value = new StringBuilder();
        while (true) {
            int quotes = 0;
            while (quotes < 5 && at < text.length() && text.charAt(at) == quote) {
                quotes++;
                at++;
            }
            if (quotes >= 3) { // up to two belong to the text
                return value.append(String.valueOf(quote).repeat(quotes - 3)).toString();
            }
            value.append(String.valueOf(quote).repeat(quotes));
            if (quotes > 0) {
                continue;
            }
            if (isLineEnd()) {
                newLine();
                value.append('\n');
            } else if (quote == '"' && is('\\')) {
                if (!continuation()) {
                    escape(value);
                }
            } else {
                value.append(character());
            }
        }
    }

    /** A backslash at the end of a line: what is blank up to the next character does not count. */
    private boolean continuation() {
        int next = at + 1;
        while (next < text.length() && (text.charAt(next) == ' ' || text.charAt(next) == '\t')) {
            next++;
        }
        if (next >= text.length() || text.charAt(next) != '\n' && !text.startsWith("\r\n", next)) {
            return false;
        }
        at = next;
        while (isLineEnd() || is(' ') || is('\t')) {
            if (isLineEnd()) {
                newLine();
            } else {
                at++;
            }
        }
        return true;
    }

    private void escape(StringBuilder value) {
        take('\\');
        char kind = at < text.length() ? text.charAt(at++) : 0;
        switch (kind) {
            case 'b' -> value.append('\b');
            case 't' -> value.append('\t');
            case 'n' -> value.append('\n');
            case 'f' -> value.append('\f');
            case 'r' -> value.append('\r');
            case '"', '\\' -> value.append(kind);
            case 'u' -> value.appendCodePoint(codePoint(4));
            case 'U' -> value.appendCodePoint(codePoint(8));
            default -> throw fail("an escape that TOML does not have");
        }
    }

    private int codePoint(int digits) {
        long value = 0;
        for (int i = 0; i < digits; i++, at++) {
            int digit = at < text.length() && text.charAt(at) < 128 ? Character.digit(text.charAt(at), 16) : -1;
            if (digit < 0) {
                throw fail("an escape has too few digits");
            }
            value = value * 16 + digit;
        }
        if (value > Character.MAX_CODE_POINT || value >= 0xd800 && value <= 0xdfff) {
            throw fail("an escape that is not a character");
        }
        return (int) value;
    }

    private char character() {
        if (at >= text.length()) {
            throw fail("a text does not end");
        }
        char c = text.charAt(at);
        if (c < ' ' && c != '\t' || c == 0x7f) {
            throw fail(c == '\n' || c == '\r' ? "a text does not end on its line" : "a control character");
        }
        at++;
        return c;
    }

    private void endOfLine() {
        blanks();
        comment();
        if (at < text.length()) {
            if (!isLineEnd()) {
                throw fail("something after the value");
            }
            newLine();
        }
    }

    private void comment() {
        if (is('#')) {
            while (at < text.length() && !isLineEnd()) {
                character();
            }
        }
    }

    private void blankLines() {
        blanks();
        while (isLineEnd() || is('#')) {
            comment();
            if (isLineEnd()) {
                newLine();
            }
            blanks();
        }
    }

    private void blanks() {
        while (is(' ') || is('\t')) {
            at++;
        }
    }

    private boolean isEnd() {
        return at >= text.length() || is('#') || isLineEnd();
    }

    private boolean isLineEnd() {
        return is('\n') || text.startsWith("\r\n", at);
    }

    private void newLine() {
        at += is('\n') ? 1 : 2;
        line++;
        lineStart = at;
    }

    private boolean is(char c) {
        return at < text.length() && text.charAt(at) == c;
    }

    private boolean takes(char c) {
        if (is(c)) {
            at++;
            return true;
        }
        return false;
    }

    private void take(char c) {
        if (!takes(c)) {
            throw fail("`" + c + "` is missing");
        }
    }

    private void count(Place place) {
        if (++nodes > DocumentReader.MAX_NODES) {
            throw malformed.apply(place, "the document exceeds the limit of " + DocumentReader.MAX_NODES + " values");
        }
    }

    private ProblemException twice(Node.Text key) {
        return malformed.apply(key.place(), "duplicate key `" + key.value() + "`");
    }

    private ProblemException tooDeep() {
        return fail("the document exceeds the limit of " + DocumentReader.MAX_DEPTH + " levels");
    }

    private ProblemException fail(String what) {
        return malformed.apply(place(), what);
    }

    private Place place() {
        return new Place(file, line, at - lineStart + 1);
    }

    private Table table(Place place, int depth, Origin origin) {
        if (depth > DocumentReader.MAX_DEPTH) {
            throw tooDeep();
        }
        return new Table(place, depth, origin);
    }

    private static Node node(Table table) {
        List<Node.Entry> entries = new ArrayList<>(table.members.size());
        for (Member member : table.members.values()) {
            entries.add(new Node.Entry(member.key(), node(member.value())));
        }
        return new Node.Mapping(table.place, entries);
    }

    private static Node node(Object value) {
        if (value instanceof Table table) {
            return node(table);
        } else if (value instanceof Tables tables) {
            return new Node.Items(
                    tables.place(),
                    tables.tables().stream().map(TomlReader::node).toList());
        }
        return (Node) value;
    }
}
