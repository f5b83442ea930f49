/** What a manifest asks for of npm: packages, project folders, lockfiles. */
@NullMarked
package org.gapferry.ecosystem.npm.project;

import org.jspecify.annotations.NullMarked;
