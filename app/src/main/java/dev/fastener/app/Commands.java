package dev.fastener.app;

import java.util.ArrayList;
import java.util.List;

/** Runs commands of Fastener from others, each as a user would. */
public final class Commands {
    private Commands() {}

    /** Says the command on standard error, runs it and returns its exit code. */
    public static int run(List<String> command) {
        System.out.flush();
        System.err.println("$ fastener " + line(command));
        return Main.run(command.toArray(new String[0]));
    }

    /** The words as a shell reads them. */
    public static String line(List<String> command) {
        List<String> words = new ArrayList<>();
        for (String word : command) {
            words.add(word.matches("[\\p{L}\\p{N}_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'");
        }
        return String.join(" ", words);
    }
}
