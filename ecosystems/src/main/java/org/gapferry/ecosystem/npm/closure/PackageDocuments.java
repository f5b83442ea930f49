package org.gapferry.ecosystem.npm.closure;

import java.util.Optional;
import org.gapferry.ecosystem.npm.model.Packument;

/** Where packages' documents are read: a registry, or a mirror that is to be proven. Safe for use by several threads. */
public interface PackageDocuments {
    /** The document of a package; empty if it is not known there. */
    Optional<Packument> packument(String name);

    /** What is asked, for messages. */
    String origin(String name);
}
