package dev.fastener.engine;

import dev.fastener.kernel.Workers;
import dev.fastener.kernel.Workers.Job;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.TagScores;
import java.util.List;

/** Scratch of one caller of a {@link FusedEngine}: the groups that a batch is cut into. */
final class FusedWorkspace implements Workspace {
    private final Workers workers;
    private final List<Stage> stages;
    private final Group[] groups;
    private final Job job = new Job(this::task);

    /** Groups in use, and what the job's tasks work on. */
    private int used;

    private int lanes;
    private int stage;

    FusedWorkspace(FusedNetwork network, Workers workers) {
        this.workers = workers;
        this.stages = network.stages();
        // Two directions keep two threads busy; with more threads, or with one direction, there are several groups.
        int widest = stages.stream().mapToInt(s -> s.lanes(1)).max().orElse(1);
        this.groups = new Group[Math.max(1, workers.threads() / widest)];
        for (int g = 0; g < groups.length; g++) {
            groups[g] = new Group(network, workers.threads());
        }
    }

    /**
     * Computes the sequences from {@code first} to {@code end} of a batch and puts their emissions where the scores have room
     * for them.
     *
     * @param threads that may work on it
     */
    void score(EncodedBatch batch, int first, int end, int threads, TagScores scores) {
        used = threads == 1 ? 1 : Math.min(groups.length, end - first);
        for (int g = 0; g < used; g++) {
            groups[g].load(batch, first + g, end, used);
        }
        for (stage = 0; stage < stages.size(); stage++) {
            lanes = stages.get(stage).lanes(Math.max(1, threads / used));
            if (threads == 1) {
                for (int task = 0; task < lanes; task++) {
                    task(task);
                }
            } else {
                workers.run(job, used * lanes);
            }
        }
        for (int g = 0; g < used; g++) {
            copy(groups[g], scores);
        }
    }

    private void task(int task) {
        stages.get(stage).run(groups[task / lanes], task % lanes, lanes);
    }

    private void copy(Group group, TagScores scores) {
        int last = stages.size() - 1;
        int tags = scores.tags();
        for (int i = 0; i < group.sequences(); i++) {
            int from = group.resultStart(i);
            int count = group.resultStart(i + 1) - from;
            int to = scores.offsets()[group.member(i)] * tags;
            group.values(last).get(from * tags, scores.values(), to, count * tags);
        }
    }

    /** The first group, which holds all of a call on one thread. */
    Group group() {
        return groups[0];
    }

    @Override
    public void close() {
        for (Group group : groups) {
            group.close();
        }
    }
}
