/** The commands {@code fastener data ...}: any corpus comes in, figures, oddities, other formats and splits go out. */
@NullMarked
package dev.fastener.app.data;

import org.jspecify.annotations.NullMarked;
