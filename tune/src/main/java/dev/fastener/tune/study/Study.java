package dev.fastener.tune.study;

import dev.fastener.engine.Precision;
import dev.fastener.tune.search.Point;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A search as one SQLite file. Each method is a transaction that is on disk when it returns, so a killed process loses nothing
 * that it knew. Not thread-safe; one process at a time writes a study, any number read it.
 */
public final class Study implements AutoCloseable {
    private static final byte[] HEADER = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    /** "FSTY": what tells our files from other SQLite ones. */
    private static final int APPLICATION = 0x46535459;

    private static final int VERSION = 2;
    private static final List<String> SCHEMA = List.of(
            "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
            "CREATE TABLE trial (number INTEGER PRIMARY KEY, state TEXT NOT NULL, reason TEXT, target INTEGER NOT NULL,"
                    + " ended INTEGER NOT NULL, deaths INTEGER NOT NULL)",
            "CREATE TABLE variant (trial INTEGER NOT NULL REFERENCES trial, place INTEGER NOT NULL, precision TEXT NOT"
                    + " NULL, millis REAL NOT NULL, source TEXT NOT NULL, bytes INTEGER NOT NULL, excess REAL NOT NULL,"
                    + " devF1 REAL, PRIMARY KEY (trial, place))",
            "CREATE TABLE value (trial INTEGER NOT NULL REFERENCES trial, place INTEGER NOT NULL, name TEXT NOT NULL,"
                    + " text TEXT NOT NULL, PRIMARY KEY (trial, place))",
            "CREATE TABLE epoch (trial INTEGER NOT NULL REFERENCES trial, epoch INTEGER NOT NULL, devF1 REAL NOT NULL,"
                    + " seconds REAL NOT NULL, PRIMARY KEY (trial, epoch))",
            "PRAGMA application_id = " + APPLICATION,
            "PRAGMA user_version = " + VERSION);

    private final Path file;
    private final Connection connection;
    private final @Nullable StudyLock lock;

    private Study(Path file, Connection connection, @Nullable StudyLock lock) {
        this.file = file;
        this.connection = connection;
        this.lock = lock;
    }

    /**
     * Opens the study in {@code file} to go on with it, or begins one.
     *
     * @param settings all that its trials depend on
     * @throws StudyException where the file is no study, one of another version or other settings, or in use
     */
    public static Study open(Path file, Map<String, String> settings) throws IOException {
        boolean isNew = !Files.exists(file) || Files.size(file) == 0;
        if (!isNew) {
            requireSqlite(file);
        }
        StudyLock lock = StudyLock.of(file);
        Study study;
        try {
            study = new Study(file, connect(file, false), lock);
        } catch (SQLException e) {
            lock.close();
            throw failed(file, e);
        }
        boolean opened = false;
        try {
            // A process that was killed while it created the file has left it without tables.
            if (study.number("PRAGMA user_version") == 0 && study.number("SELECT count(*) FROM sqlite_master") == 0) {
                study.create(settings);
            } else {
                study.requireOurs();
                study.requireSame(settings);
            }
            opened = true;
            return study;
        } catch (SQLException e) {
            throw failed(file, e);
        } finally {
            if (!opened) {
                study.close();
            }
        }
    }

    /** Opens the study in {@code file} to read it, also while it is running. */
    public static Study read(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        requireSqlite(file);
        boolean opened = false;
        @Nullable Study study = null;
        try {
            study = new Study(file, connect(file, true), null);
            study.requireOurs();
            opened = true;
            return study;
        } catch (SQLException e) {
            throw failed(file, e);
        } finally {
            if (study != null && !opened) {
                study.close();
            }
        }
    }

    private static void requireSqlite(Path file) throws IOException {
        byte[] start;
        try (var in = Files.newInputStream(file)) {
            start = in.readNBytes(HEADER.length);
        }
        if (!java.util.Arrays.equals(start, HEADER)) {
            throw new StudyException(file, "expected a study, found another file; name another one", null);
        }
    }

    private static Connection connect(Path file, boolean readOnly) throws SQLException {
        Connection connection =
                // As a URI, so that no sign in its name is taken for the beginning of options.
                DriverManager.getConnection("jdbc:sqlite:" + file.toUri() + (readOnly ? "?open_mode=1" : ""));
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 10000");
            statement.execute("PRAGMA synchronous = FULL");
        } catch (SQLException e) {
            connection.close(); // a damaged file is noticed here
            throw e;
        }
        return connection;
    }

    private void create(Map<String, String> settings) throws SQLException {
        transaction(() -> {
            try (Statement statement = connection.createStatement()) {
                for (String line : SCHEMA) {
                    statement.execute(line);
                }
            }
            for (Map.Entry<String, String> setting : settings.entrySet()) {
                update("INSERT INTO setting VALUES (?, ?)", "=" + setting.getKey(), setting.getValue());
            }
        });
    }

    private void requireOurs() throws SQLException, StudyException {
        if (number("PRAGMA application_id") != APPLICATION) {
            throw new StudyException(file, "expected a study, found another SQLite file; name another one", null);
        }
        if (number("SELECT count(*) FROM sqlite_master WHERE type NOT IN ('table', 'index')") > 0) {
            throw new StudyException(file, "expected tables alone, found a view or a trigger; name another one", null);
        }
        long version = number("PRAGMA user_version");
        if (version != VERSION) {
            throw new StudyException(
                    file,
                    "expected a study of version " + VERSION + ", found version " + version
                            + "; use the release that made it, or begin another study",
                    null);
        }
    }

    private void requireSame(Map<String, String> settings) throws SQLException, StudyException {
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            String found = setting("=" + setting.getKey());
            if (!setting.getValue().equals(found)) {
                throw new StudyException(
                        file,
                        "made with another " + setting.getKey() + ": expected " + setting.getValue() + ", found "
                                + found + "; give it the same, or begin another study",
                        null);
            }
        }
    }

    /** A note that is kept beside the trials; null where there is none. */
    public @Nullable String note(String name) throws IOException {
        try {
            return setting(name);
        } catch (SQLException e) {
            throw failed(file, e);
        }
    }

    private @Nullable String setting(String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT value FROM setting WHERE name = ?")) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }

    /** Keeps a note. */
    public void keepNote(String name, String value) throws IOException {
        write(() -> update("INSERT OR REPLACE INTO setting VALUES (?, ?)", name, value));
    }

    /** Adds a trial, all of it but epochs. */
    public void add(Trial trial) throws IOException {
        write(() -> {
            update(
                    "INSERT INTO trial VALUES (?, ?, ?, ?, ?, ?)",
                    trial.number(),
                    trial.state().name(),
                    trial.reason(),
                    trial.target(),
                    trial.ended(),
                    trial.deaths());
            int place = 0;
            for (Map.Entry<String, String> value : trial.point().values().entrySet()) {
                update(
                        "INSERT INTO value VALUES (?, ?, ?, ?)",
                        trial.number(),
                        place++,
                        value.getKey(),
                        value.getValue());
            }
            putVariants(trial.number(), trial.variants());
        });
    }

    private void putVariants(int trial, List<Variant> variants) throws SQLException {
        int place = 0;
        for (Variant variant : variants) {
            update(
                    "INSERT OR REPLACE INTO variant VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    trial,
                    place++,
                    variant.precision().name(),
                    variant.millis(),
                    variant.source().name(),
                    variant.bytes(),
                    variant.excess(),
                    variant.devF1());
        }
    }

    /** Replaces all that is known of a trial's variants. */
    public void keepVariants(int trial, List<Variant> variants) throws IOException {
        write(() -> putVariants(trial, variants));
    }

    /** Records that a trial has a model after {@code epochs}, and what its variants are worth. */
    public void end(int trial, int epochs, List<Variant> variants) throws IOException {
        write(() -> {
            update("UPDATE trial SET ended = ? WHERE number = ?", epochs, trial);
            putVariants(trial, variants);
        });
    }

    /** Records that a worker died which trained it. */
    public void died(int trial) throws IOException {
        write(() -> update("UPDATE trial SET deaths = deaths + 1 WHERE number = ?", trial));
    }

    /** Records an epoch, from 1; one that is known already is the same again, as training is repeatable. */
    public void addEpoch(int trial, int epoch, double devF1, double seconds) throws IOException {
        write(() -> update("INSERT OR REPLACE INTO epoch VALUES (?, ?, ?, ?)", trial, epoch, devF1, seconds));
    }

    /** Lets a trial go on to {@code epochs} in all. */
    public void extend(int trial, int epochs) throws IOException {
        write(() -> update("UPDATE trial SET target = ? WHERE number = ?", epochs, trial));
    }

    /** Records that a trial can't be trained. */
    public void fail(int trial, String reason) throws IOException {
        write(() -> update("UPDATE trial SET state = 'FAILED', reason = ? WHERE number = ?", reason, trial));
    }

    /** All trials by number. */
    public List<Trial> trials() throws IOException {
        try (Statement statement = connection.createStatement()) {
            Map<Integer, Map<String, String>> values = new LinkedHashMap<>();
            try (ResultSet row = statement.executeQuery("SELECT trial, name, text FROM value ORDER BY trial, place")) {
                while (row.next()) {
                    values.computeIfAbsent(row.getInt(1), number -> new LinkedHashMap<>())
                            .put(text(row, "name"), text(row, "text"));
                }
            }
            Map<Integer, List<Double>> devF1 = new LinkedHashMap<>();
            try (ResultSet row = statement.executeQuery("SELECT trial, devF1 FROM epoch ORDER BY trial, epoch")) {
                while (row.next()) {
                    devF1.computeIfAbsent(row.getInt(1), number -> new ArrayList<>())
                            .add(row.getDouble(2));
                }
            }
            Map<Integer, List<Variant>> variants = new LinkedHashMap<>();
            try (ResultSet row = statement.executeQuery("SELECT * FROM variant ORDER BY trial, place")) {
                while (row.next()) {
                    variants.computeIfAbsent(row.getInt("trial"), number -> new ArrayList<>())
                            .add(variant(row));
                }
            }
            List<Trial> trials = new ArrayList<>();
            try (ResultSet row = statement.executeQuery("SELECT * FROM trial ORDER BY number")) {
                while (row.next()) {
                    int number = row.getInt("number");
                    trials.add(new Trial(
                            number,
                            new Point(values.getOrDefault(number, Map.of())),
                            choice(Trial.State.class, row, "state"),
                            row.getString("reason"),
                            variants.getOrDefault(number, List.of()),
                            row.getInt("target"),
                            row.getInt("ended"),
                            row.getInt("deaths"),
                            devF1.getOrDefault(number, List.of())));
                }
            }
            return trials;
        } catch (SQLException e) {
            throw failed(file, e);
        }
    }

    private Variant variant(ResultSet row) throws SQLException, StudyException {
        double devF1 = row.getDouble("devF1");
        boolean isScored = !row.wasNull();
        return new Variant(
                choice(Precision.class, row, "precision"),
                row.getDouble("millis"),
                choice(Variant.Source.class, row, "source"),
                row.getLong("bytes"),
                row.getDouble("excess"),
                isScored ? devF1 : null);
    }

    private String text(ResultSet row, String column) throws SQLException, StudyException {
        String text = row.getString(column);
        if (text == null) {
            throw new StudyException(
                    file, column + ": expected a text, found none; the file is damaged, take a copy of before", null);
        }
        return text;
    }

    private <E extends Enum<E>> E choice(Class<E> type, ResultSet row, String column)
            throws SQLException, StudyException {
        String name = row.getString(column);
        for (E choice : type.getEnumConstants()) {
            if (choice.name().equals(name)) {
                return choice;
            }
        }
        throw new StudyException(
                file,
                column + ": expected one of " + List.of(type.getEnumConstants()) + ", found " + name
                        + "; another version of Fastener has written it, or the file is damaged: take a copy of before, or"
                        + " begin another study",
                null);
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failed(file, e);
        } finally {
            if (lock != null) {
                lock.close();
            }
        }
    }

    private interface Change {
        void apply() throws SQLException;
    }

    private void write(Change change) throws StudyException {
        try {
            transaction(change);
        } catch (SQLException e) {
            throw failed(file, e);
        }
    }

    private void transaction(Change change) throws SQLException {
        connection.setAutoCommit(false);
        try {
            change.apply();
            connection.commit();
        } catch (SQLException e) {
            undo(e);
            throw e;
        }
        connection.setAutoCommit(true);
    }

    /** Where the disk is full, SQLite has ended the transaction already, and complains of a second end. */
    private void undo(SQLException cause) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    private void update(String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    private long number(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private static StudyException failed(Path file, SQLException e) {
        String message = String.valueOf(e.getMessage());
        String advice = message.contains("SQLITE_FULL")
                ? "the disk is full; free some space and run again, what was recorded is kept"
                : message.contains("SQLITE_CORRUPT") || message.contains("SQLITE_NOTADB")
                        ? "the file is damaged; take a copy of before, or begin another study"
                        : message;
        return new StudyException(file, advice, e);
    }
}
