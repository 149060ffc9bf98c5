/** A template's name and its values in, one HTML file that needs no network out. */
@NullMarked
package dev.fastener.app.page;

import org.jspecify.annotations.NullMarked;
