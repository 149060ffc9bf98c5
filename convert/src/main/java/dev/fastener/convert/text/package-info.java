/** How a source cuts text: its vocabulary, a Tokenizer, a layer or recorded texts come in, the rule and how sure it is go out. */
@NullMarked
package dev.fastener.convert.text;

import org.jspecify.annotations.NullMarked;
