/** Internal: what this machine offers, what will run on it and why. */
@NullMarked
package dev.fastener.app.doctor;

import org.jspecify.annotations.NullMarked;
