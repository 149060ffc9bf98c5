package dev.fastener.app.accelerate;

import dev.fastener.app.Main;
import java.util.ArrayList;
import java.util.List;

/** Runs other commands of Fastener, each as a user would. */
final class Commands {
    private Commands() {}

    /**
     * Says the command and runs it.
     *
     * @param most exit code after which the way goes on
     * @return the exit code
     * @throws StepFailedException where the exit code is above {@code most}
     */
    static int run(int most, List<String> command) {
        System.out.flush();
        System.err.println("$ fastener " + line(command));
        int code = Main.run(command.toArray(new String[0]));
        if (code > most) {
            throw new StepFailedException(code);
        }
        return code;
    }

    /** As a shell reads it. */
    private static String line(List<String> command) {
        List<String> words = new ArrayList<>();
        for (String word : command) {
            words.add(word.matches("[\\p{L}\\p{N}_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'");
        }
        return String.join(" ", words);
    }
}
