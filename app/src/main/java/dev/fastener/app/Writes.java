package dev.fastener.app;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On an option or parameter of type Path: the command writes that file. Those without it name what is read, so that
 * {@link Outputs} can tell them apart.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface Writes {
    /** Whether the command itself checks its files, as it knows later which they are: those in a folder, a study. */
    boolean late() default false;
}
