package dev.fastener.text;

/**
 * One place of a corpus that is odd.
 *
 * @param file name of the file
 * @param line number of the line, from 1
 * @param detail what was found there
 */
public record CorpusProblem(ProblemKind kind, String file, long line, String detail) {
    @Override
    public String toString() {
        return file + ":" + line + ": " + detail;
    }
}
