/** Internal: the command line. Arguments come in, exit codes and one clear line for each error go out. */
@NullMarked
package dev.fastener.app;

import org.jspecify.annotations.NullMarked;
