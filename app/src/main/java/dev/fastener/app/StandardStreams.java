package dev.fastener.app;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;

/** Standard output and standard error as the commands see them: UTF-8 whatever the locale. */
final class StandardStreams {
    private StandardStreams() {}

    /** Standard output could not be written: a full disk, or a reader that has gone. */
    static final class OutputException extends UncheckedIOException {
        private static final long serialVersionUID = 1;

        OutputException(IOException cause) {
            super(cause);
        }

        boolean readerHasGone() {
            String message = String.valueOf(getMessage());
            return message.contains("Broken pipe") || message.contains("pipe is being closed");
        }
    }

    /** Replaces {@link System#out} (buffered; flushed at the end and on request) and {@link System#err}. */
    static void useUtf8() {
        System.setOut(new PrintStream(
                new Reporting(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16)),
                false,
                StandardCharsets.UTF_8));
        System.setErr(new PrintStream(
                new BufferedOutputStream(new FileOutputStream(errorDescriptor()), 1 << 10),
                true,
                StandardCharsets.UTF_8));
    }

    /**
     * The launcher filters what the JVM itself prints to standard error and hands the real one over as another descriptor,
     * named by the property fastener.stderr.
     */
    private static FileDescriptor errorDescriptor() {
        Integer number = Integer.getInteger("fastener.stderr");
        if (number == null) {
            return FileDescriptor.err;
        }
        try {
            Constructor<FileDescriptor> constructor = FileDescriptor.class.getDeclaredConstructor(int.class);
            constructor.setAccessible(true);
            return constructor.newInstance(number);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return FileDescriptor.err;
        }
    }

    /** For picocli's help texts: it flushes them inside a catch-all, so here only Main flushes. */
    static PrintWriter helpWriter() {
        return new PrintWriter(new Writer() {
            @Override
            public void write(char[] chars, int offset, int length) {
                System.out.print(new String(chars, offset, length));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });
    }

    /** A {@link PrintStream} swallows an IOException; this one passes through it. */
    private static final class Reporting extends OutputStream {
        private final OutputStream out;

        Reporting(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int value) {
            try {
                out.write(value);
            } catch (IOException e) {
                throw new OutputException(e);
            }
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                throw new OutputException(e);
            }
        }

        @Override
        public void flush() {
            try {
                out.flush();
            } catch (IOException e) {
                throw new OutputException(e);
            }
        }
    }
}
