package dev.fastener.app;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "doctor",
        description = "Use when you want to know what will run on this machine, how fast it can be, and why.")
final class DoctorCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        System.out.println(Version.fastener());
        return 0;
    }
}
