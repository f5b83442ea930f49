package org.gapferry.ecosystem.npm.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gapferry.manifest.Target;

/**
 * The platforms whose packages a project has its client fetch, whatever it runs on: {@code supportedArchitectures} of
 * pnpm and Yarn 4. Each list has node's own words, or {@code current} for those of the machine, which an empty one
 * means too.
 */
public record SupportedArchitectures(List<String> os, List<String> cpu, List<String> libc) {
    /** What a project without the setting has. */
    public static final SupportedArchitectures CURRENT = new SupportedArchitectures(List.of(), List.of(), List.of());

    private static final Map<String, String> SYSTEMS = Map.of("win32", "windows", "darwin", "macos");

    public SupportedArchitectures {
        os = List.copyOf(os);
        cpu = List.copyOf(cpu);
        libc = List.copyOf(libc);
    }

    /** The platforms of an install on a target: every combination. */
    public List<Target> on(Target target) {
        List<Target> all = new ArrayList<>();
        for (String system : orCurrent(os)) {
            for (String processor : orCurrent(cpu)) {
                for (String library : orCurrent(libc)) {
                    all.add(new Target(
                            system.equals("current") ? target.os() : SYSTEMS.getOrDefault(system, system),
                            processor.equals("current") ? target.arch() : processor,
                            library.equals("current") ? target.libc() : library,
                            target.runtimes()));
                }
            }
        }
        return all;
    }

    private static List<String> orCurrent(List<String> words) {
        return words.isEmpty() ? List.of("current") : words;
    }
}
