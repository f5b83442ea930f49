package org.gapferry.mirror.http;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.gapferry.ecosystem.Ecosystem;
import org.gapferry.ecosystem.Ecosystems;
import org.gapferry.ecosystem.serve.MirrorResponse;
import org.gapferry.mirror.store.FeedState;
import org.gapferry.mirror.store.StoreStatistics;

/**
 * The page for people at the root: what is held, how old it is, and how to point a client at it. Without scripts, and
 * nothing from elsewhere.
 */
final class FrontPage {
    static final HttpField POLICY = new PreEncodedHttpField(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");

    private static final int MOST_FOUND = 200;
    private static final int LONGEST_QUERY = 200;
    private static final int SEARCHES = 2;
    private static final String STYLE =
            """
            :root{color-scheme:light dark;--text:#1d2430;--soft:#5b6675;--line:#d9dee6;--back:#fff;--code:#f3f5f8;--link:#0b5cad}
            @media(prefers-color-scheme:dark){:root{--text:#e6eaf0;--soft:#9aa5b4;--line:#343c48;--back:#14181f;--code:#1e242d;--link:#7db7f5}}
            body{margin:0 auto;max-width:60rem;padding:2rem 1rem;font:1rem/1.5 system-ui,sans-serif;color:var(--text);background:var(--back)}
            h1{font-size:1.6rem;margin:0}h2{font-size:1.15rem;margin:2rem 0 .5rem}p{margin:.3rem 0}.soft{color:var(--soft)}
            table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.35rem .8rem .35rem 0;border-bottom:1px solid var(--line)}
            th{color:var(--soft);font-weight:500}td.number,th.number{text-align:right}
            pre{background:var(--code);padding:.7rem .9rem;border-radius:.4rem;overflow-x:auto;margin:.4rem 0}
            code{font:.9rem/1.5 ui-monospace,monospace}a{color:var(--link)}li{font:.9rem/1.7 ui-monospace,monospace}
            input,button{font:inherit;padding:.4rem .7rem;border:1px solid var(--line);border-radius:.4rem;background:var(--back);color:var(--text)}
            input{width:min(24rem,60vw)}
            """;

    private final Ecosystems ecosystems;
    private volatile Optional<Counted> counted = Optional.empty();
    private final Semaphore searches = new Semaphore(SEARCHES);

    FrontPage(Ecosystems ecosystems) {
        this.ecosystems = ecosystems;
    }

    /** What was counted of a generation. */
    private record Counted(long generation, Map<String, StoreStatistics.Count> counts) {}

    MirrorResponse of(Entrance entrance, List<ServedState> pinned, String rawQuery) throws IOException {
        String query = query(rawQuery);
        StringBuilder html = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">")
                .append("<title>Gapferry mirror</title><style>")
                .append(STYLE)
                .append("</style></head><body>\n<h1>Gapferry mirror</h1>\n<p class=\"soft\">")
                .append(text(entrance.base().toString()))
                .append("</p>\n");
        if (pinned.isEmpty()) {
            html.append("<p>Nothing imported yet: <code>gapferry import BUNDLE --store STORE</code></p>\n");
        } else {
            held(html, entrance, pinned, query);
        }
        byte[] bytes = html.append("</body></html>\n").toString().getBytes(StandardCharsets.UTF_8);
        return MirrorResponse.document("text/html; charset=utf-8", bytes, false);
    }

    private void held(StringBuilder html, Entrance entrance, List<ServedState> pinned, String query)
            throws IOException {
        ServedState view = pinned.get(0);
        html.append("<p>Generation ").append(view.number());
        if (pinned.size() > 1) {
            html.append("; content of ")
                    .append(String.join(
                            ", ",
                            pinned.subList(1, pinned.size()).stream()
                                    .map(before -> Long.toString(before.number()))
                                    .toList()))
                    .append(" is answered too");
        }
        html.append(".</p>\n");
        feeds(html, view.feeds());
        Optional<StoreStatistics> holdings = view.holdings();
        Map<String, StoreStatistics.Count> counts = holdings.isPresent() ? counts(view, holdings.get()) : Map.of();
        if (!counts.isEmpty()) {
            html.append(
                    "<h2>Contents</h2>\n<table id=\"held\"><tr><th>Ecosystem</th><th class=\"number\">Packages</th><th class=\"number\">Versions</th></tr>\n");
            counts.forEach((type, count) -> html.append("<tr><td>")
                    .append(text(type))
                    .append("</td><td class=\"number\">")
                    .append(count.packages())
                    .append("</td><td class=\"number\">")
                    .append(count.versions())
                    .append("</td></tr>\n"));
            html.append("</table>\n");
        }
        if (holdings.isPresent()) {
            search(html, holdings.get(), query);
        }
        html.append("<h2>Client configuration</h2>\n");
        for (Ecosystem ecosystem : ecosystems.all()) {
            if (counts.containsKey(ecosystem.name())) {
                html.append("<p>").append(text(ecosystem.name())).append(":</p>\n<pre><code>");
                ecosystem
                        .clients()
                        .setup()
                        .variables(entrance.baseOf(ecosystem))
                        .forEach((name, value) -> html.append("export ")
                                .append(text(name))
                                .append("='")
                                .append(text(value))
                                .append("'\n"));
                html.append("</code></pre>\n");
            }
        }
    }

    private static void feeds(StringBuilder html, List<FeedState> feeds) {
        html.append("<h2>Feeds</h2>\n<table id=\"feeds\"><tr><th>Feed</th><th>Served</th><th>Sealed</th></tr>\n");
        for (FeedState feed : feeds) {
            Instant sealed = feed.created().truncatedTo(ChronoUnit.SECONDS);
            html.append("<tr><td>")
                    .append(text(feed.number().feed()))
                    .append("</td><td>")
                    .append(feed.held()
                            .map(held ->
                                    held.number().epoch() + "." + held.number().seq())
                            .orElse("nothing"))
                    .append(feed.isCurrent() ? "" : " (rolled back)")
                    .append("</td><td><time datetime=\"")
                    .append(sealed)
                    .append("\">")
                    .append(sealed.toString().replace("T", " ").replace("Z", " UTC"))
                    .append("</time></td></tr>\n");
        }
        html.append("</table>\n");
    }

    private Map<String, StoreStatistics.Count> counts(ServedState view, StoreStatistics holdings) throws IOException {
        Optional<Counted> known = counted;
        if (known.isPresent() && known.get().generation() == view.number()) {
            return known.get().counts();
        }
        Counted fresh = new Counted(view.number(), holdings.counts());
        counted = Optional.of(fresh);
        return fresh.counts();
    }

    private void search(StringBuilder html, StoreStatistics holdings, String query) throws IOException {
        html.append("<h2>Search</h2>\n<form action=\"/\" method=\"get\"><input name=\"q\" maxlength=\"")
                .append(LONGEST_QUERY)
                .append("\" aria-label=\"Part of a name or version\" value=\"")
                .append(text(query))
                .append("\"> <button>Search</button></form>\n");
        if (query.isEmpty()) {
            return;
        }
        if (!searches.tryAcquire()) {
            html.append("<p id=\"found\">Others are searching; try again in a moment.</p>\n");
            return;
        }
        try {
            List<String> found = holdings.search(query, MOST_FOUND + 1);
            html.append("<p id=\"found\">")
                    .append(
                            found.isEmpty()
                                    ? "No package matches."
                                    : found.size() > MOST_FOUND
                                            ? "The first " + MOST_FOUND + ":"
                                            : found.size() + (found.size() == 1 ? " version:" : " versions:"))
                    .append("</p>\n<ul>\n");
            found.stream()
                    .limit(MOST_FOUND)
                    .forEach(each -> html.append("<li>").append(text(each)).append("</li>\n"));
            html.append("</ul>\n");
        } finally {
            searches.release();
        }
    }

    /** The value of {@code q}; empty for none. */
    private static String query(String rawQuery) {
        for (String pair : rawQuery.split("&", -1)) {
            if (pair.startsWith("q=")) {
                try {
                    String value = URLDecoder.decode(pair.substring(2), StandardCharsets.UTF_8)
                            .strip();
                    return value.substring(0, Math.min(LONGEST_QUERY, value.length()));
                } catch (IllegalArgumentException e) {
                    return "";
                }
            }
        }
        return "";
    }

    private static String text(String raw) {
        return raw.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
