//! `datapackage.json`: the description of a snapshot that programs of Frictionless Data read
//! (<https://datapackage.org/standard/data-package/>).

use serde_json::{Value, json};

use super::{FileEntry, RECORD_LINES};
use crate::record::{Date, ReleaseName};

/// The description of a snapshot: its files beside the tree as resources, each with its length and its checksum.
pub fn data_package(name: &ReleaseName, day: Date, files: &[FileEntry]) -> String {
    let resources: Vec<Value> = files.iter().filter(|file| !file.path.contains('/')).map(resource).collect();
    let package = json!({
        "profile": "data-package",
        "name": format!("error-canon-{}", name.as_str().to_ascii_lowercase()),
        "title": format!("Release {name} of an error canon"),
        "version": name.as_str(),
        "created": format!("{day}T00:00:00Z"),
        "resources": resources,
    });
    format!("{package:#}\n")
}

fn resource(file: &FileEntry) -> Value {
    let (name, ending) = file.path.split_once('.').unwrap_or((&file.path, ""));
    let media = match ending {
        "ndjson" => "application/x-ndjson",
        "json" => "application/json",
        _ => "text/markdown",
    };
    let title = if file.path == RECORD_LINES { "The records, one a line" } else { "What changed" };
    json!({
        "name": name.to_ascii_lowercase(),
        "title": title,
        "path": file.path,
        "format": ending,
        "mediatype": media,
        "encoding": "utf-8",
        "bytes": file.bytes,
        "hash": format!("sha256:{}", file.sha256),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_beside_the_tree_is_a_resource_with_its_checksum() {
        let files = ["CHANGES.md", "delta.ndjson", "errors/a/b/index.json", "records.ndjson"]
            .map(|path| FileEntry::of(path, b"abc"));
        let text = data_package(&"V1".parse().unwrap(), "2026-11-22".parse().unwrap(), &files);
        assert!(text.ends_with("\n}\n"));
        let package: Value = serde_json::from_str(&text).unwrap();
        assert_eq!((&package["name"], &package["version"]), (&json!("error-canon-v1"), &json!("V1")));
        let resources = package["resources"].as_array().unwrap();
        let names: Vec<&str> = resources.iter().map(|one| one["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["changes", "delta", "records"]);
        assert_eq!(resources[2]["bytes"], json!(3));
        assert_eq!(resources[2]["hash"], json!(format!("sha256:{}", files[3].sha256)));
    }
}
