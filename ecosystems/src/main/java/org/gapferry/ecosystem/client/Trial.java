package org.gapferry.ecosystem.client;

import java.util.List;
import java.util.Map;

/**
 * Something small that people try an ecosystem with: what any upstream has, and how a client installs it from a mirror.
 *
 * @param requirement one line of the ecosystem's section of a manifest
 * @param name of what is installed
 * @param files of an empty project, by name, with their content
 * @param command installs it in the project's folder, with the variables of {@link ClientSetup}; the client first
 * @param unattended further arguments, for a run that nobody watches and that leaves nothing outside the project
 * @param installed a file of the project that is there afterwards
 */
public record Trial(
        String requirement,
        String name,
        Map<String, String> files,
        List<String> command,
        List<String> unattended,
        String installed) {
    public Trial {
        files = Map.copyOf(files);
        command = List.copyOf(command);
        unattended = List.copyOf(unattended);
    }

    /** What the client is called. */
    public String client() {
        return command.get(0);
    }

    /** A manifest that asks for it alone. */
    public String manifest(String feed, String section) {
        return "version: 1\nname: " + feed + "\n" + section + ":\n  - \"" + requirement + "\"\n";
    }
}
