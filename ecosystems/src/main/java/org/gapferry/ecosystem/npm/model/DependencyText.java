package org.gapferry.ecosystem.npm.model;

import java.util.regex.Pattern;

/** What a manifest says of a dependency, as it may be told and carried. */
public final class DependencyText {
    private static final Pattern URL = Pattern.compile("(?s)[a-z][a-z0-9+.-]*://.*");
    private static final Pattern PASSWORD = Pattern.compile("(?s)^([a-z][a-z0-9+.-]*://)[^/@]*:[^/@]*@");
    private static final Pattern USER_OF_WEB = Pattern.compile("(?s)^((?:git\\+)?https?://)[^/@]*@");
    private static final Pattern QUERY = Pattern.compile("(?s)[?][^#]*");

    private DependencyText() {}

    /**
     * Without what may be secret in a URL: a password, the user of a web address, the query. The user of another
     * protocol is none: {@code git+ssh://git@...}.
     */
    public static String withoutSecrets(String text) {
        if (!URL.matcher(text).matches()) {
            return text;
        }
        String open = PASSWORD.matcher(text).replaceFirst("$1");
        return QUERY.matcher(USER_OF_WEB.matcher(open).replaceFirst("$1")).replaceFirst("");
    }
}
