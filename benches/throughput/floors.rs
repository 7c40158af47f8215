//! What the same work costs without canonry, in the same run on the same machine: a figure that is compared with it
//! means the same on a slow machine.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::thread;
use std::time::Instant;

use rusqlite::types::ToSqlOutput;
use rusqlite::{Connection, OpenFlags};

use super::Outcome;

/// The tables without those of the search index, which a bare loop does not write.
const TABLES: &str = "SELECT name, sql FROM source.sqlite_schema WHERE type = 'table' AND name GLOB ?1 \
                      AND name NOT LIKE 'search%' AND name NOT LIKE 'sqlite%'";

const INDEXES: &str = "SELECT name, sql FROM source.sqlite_schema \
                       WHERE type = 'index' AND tbl_name GLOB ?1 \
                       AND sql IS NOT NULL AND tbl_name NOT LIKE 'search%'";

/// The columns that `list` shows by default.
const LISTED: &str =
    "SELECT canon_id, verification_tier, fix_success_rate, last_confirmed, signature FROM record ORDER BY canon_id";

/// The seconds that it takes to parse the lines of a file as JSON, on as many threads as there are cores.
pub fn parsed(ndjson: &Path) -> Outcome<f64> {
    let threads = thread::available_parallelism()?.get();
    let begin = Instant::now();
    let share = |thread: usize| {
        // Each thread reads all lines, which costs little beside parsing its own.
        let (mut input, mut line) = (BufReader::with_capacity(1 << 20, File::open(ndjson)?), Vec::new());
        for number in 0.. {
            line.clear();
            if input.read_until(b'\n', &mut line)? == 0 {
                break;
            }
            if number % threads == thread {
                serde_json::from_slice::<serde_json::Value>(&line)?;
            }
        }
        Ok::<_, std::io::Error>(())
    };
    thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|thread| scope.spawn(move || share(thread))).collect();
        running.into_iter().try_for_each(|thread| thread.join().expect("it does not panic"))
    })?;
    Ok(begin.elapsed().as_secs_f64())
}

/// The seconds that it takes to insert all rows of a database, in the tables whose names match `glob`, into the same
/// tables of a new one, with their checks and indexes, but without the search index and without comparing keys with
/// other tables: row by row, in one transaction, each table in the order of its key.
pub fn inserted(db: &Path, glob: &str, new: &Path) -> Outcome<f64> {
    let begin = Instant::now();
    let connection = Connection::open(new)?;
    connection.execute_batch(
        "PRAGMA page_size = 16384; PRAGMA cache_size = -65536; PRAGMA journal_mode = OFF; PRAGMA foreign_keys = OFF",
    )?;
    connection.execute("ATTACH ?1 AS source", [db.to_string_lossy()])?;
    let listed = |sql: &str| -> rusqlite::Result<Vec<(String, String)>> {
        connection.prepare(sql)?.query_map([glob], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
    };
    let tables = listed(TABLES)?;
    for (_, sql) in tables.iter().chain(&listed(INDEXES)?) {
        connection.execute_batch(sql)?;
    }
    connection.execute_batch("BEGIN")?;
    for (table, _) in &tables {
        let mut select = connection.prepare(&format!("SELECT * FROM source.\"{table}\""))?;
        let marks = vec!["?"; select.column_count()].join(", ");
        let mut insert = connection.prepare(&format!("INSERT INTO main.\"{table}\" VALUES ({marks})"))?;
        let columns = select.column_count();
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            for column in 0..columns {
                insert.raw_bind_parameter(column + 1, ToSqlOutput::Borrowed(row.get_ref(column)?))?;
            }
            insert.raw_execute()?;
        }
    }
    connection.execute_batch("COMMIT")?;
    drop(connection);
    File::open(new)?.sync_all()?;
    Ok(begin.elapsed().as_secs_f64())
}

/// The seconds that it takes to read the JSON files of a tree that was just read, and to parse them, on as many threads
/// as there are cores. Finding them is not measured.
pub fn files_parsed(tree: &Path) -> Outcome<f64> {
    let (mut files, mut waiting) = (Vec::new(), vec![tree.to_owned()]);
    while let Some(path) = waiting.pop() {
        for entry in fs::read_dir(path)? {
            let entry = entry?;
            match entry.file_type()?.is_dir() {
                true => waiting.push(entry.path()),
                false if entry.file_name() == "index.json" => files.push(entry.path()),
                false => {}
            }
        }
    }
    files.sort();
    let begin = Instant::now();
    let threads = thread::available_parallelism()?.get();
    let share = |thread: usize| {
        for path in files.iter().skip(thread).step_by(threads) {
            serde_json::from_slice::<serde_json::Value>(&fs::read(path)?)?;
        }
        Ok::<_, std::io::Error>(())
    };
    thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|thread| scope.spawn(move || share(thread))).collect();
        running.into_iter().try_for_each(|thread| thread.join().expect("it does not panic"))
    })?;
    Ok(begin.elapsed().as_secs_f64())
}

/// The seconds that it takes to read what `list` shows, in the order in which it shows it.
pub fn listed(db: &Path) -> Outcome<f64> {
    let begin = Instant::now();
    let connection = Connection::open_with_flags(db, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    connection.execute_batch("PRAGMA cache_size = -65536")?;
    let mut statement = connection.prepare(LISTED)?;
    let mut rows = statement.query([])?;
    let mut bytes = 0;
    while let Some(row) = rows.next()? {
        bytes += row.get_ref(0)?.as_str()?.len() + row.get_ref(4)?.as_str()?.len();
    }
    assert!(bytes > 0, "the set has records");
    Ok(begin.elapsed().as_secs_f64())
}

/// The seconds that it takes to write the lines of a file to a new one.
pub fn written(ndjson: &Path, new: &Path) -> Outcome<f64> {
    let (mut writing, mut line) = (0.0, Vec::new());
    let mut input = BufReader::with_capacity(1 << 20, File::open(ndjson)?);
    let mut out = BufWriter::with_capacity(64 * 1024, File::create_new(new)?);
    loop {
        // Many lines at once, so that reading them is not measured.
        line.clear();
        while line.len() < 1 << 20 && input.read_until(b'\n', &mut line)? > 0 {}
        if line.is_empty() {
            break;
        }
        let begin = Instant::now();
        line.split_inclusive(|byte| *byte == b'\n').try_for_each(|line| out.write_all(line))?;
        writing += begin.elapsed().as_secs_f64();
    }
    let begin = Instant::now();
    out.flush()?;
    writing += begin.elapsed().as_secs_f64();
    drop(out);
    fs::remove_file(new)?;
    Ok(writing)
}
