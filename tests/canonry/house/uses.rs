//! What a source file declares and names, from its syntax.

use std::collections::BTreeMap;

use syn::punctuated::Punctuated;
use syn::visit::Visit;

/// A file of the crate, as far as its imports go.
#[derive(Debug, Default)]
pub(super) struct Uses {
    /// Names that the file makes its own, by `use`, with the paths that they stand for.
    pub aliases: BTreeMap<String, Vec<String>>,
    /// Paths whose names the file makes its own, one and all.
    pub globs: Vec<Vec<String>>,
    /// Paths that the file's code names. What it only hands on to others is not among them.
    pub paths: Vec<Vec<String>>,
}

impl Uses {
    /// Reads a source. Tests within it may name what they like.
    pub(super) fn of(text: &str) -> Self {
        let mut uses = Uses::default();
        uses.visit_file(&syn::parse_file(text).unwrap());
        uses
    }

    fn add(&mut self, is_handed_on: bool, path: Vec<String>, name: String) {
        if name != "_" {
            self.aliases.insert(name, path.clone());
        }
        if !is_handed_on {
            self.paths.push(path);
        }
    }

    fn add_tree(&mut self, is_handed_on: bool, mut prefix: Vec<String>, tree: &syn::UseTree) {
        match tree {
            syn::UseTree::Path(path) => {
                prefix.push(path.ident.to_string());
                self.add_tree(is_handed_on, prefix, &path.tree);
            }
            syn::UseTree::Name(name) if name.ident == "self" => {
                let last = prefix.last().unwrap().clone();
                self.add(is_handed_on, prefix, last);
            }
            syn::UseTree::Name(name) => {
                prefix.push(name.ident.to_string());
                self.add(is_handed_on, prefix, name.ident.to_string());
            }
            syn::UseTree::Rename(rename) => {
                if rename.ident != "self" {
                    prefix.push(rename.ident.to_string());
                }
                self.add(is_handed_on, prefix, rename.rename.to_string());
            }
            syn::UseTree::Glob(_) => {
                self.globs.push(prefix.clone());
                if !is_handed_on {
                    self.paths.push(prefix);
                }
            }
            syn::UseTree::Group(group) => {
                group.items.iter().for_each(|tree| self.add_tree(is_handed_on, prefix.clone(), tree));
            }
        }
    }
}

fn is_test(attributes: &[syn::Attribute]) -> bool {
    let is_met = |attribute: &syn::Attribute| attribute.parse_args::<syn::Meta>().is_ok_and(|meta| demands_test(&meta));
    attributes.iter().any(|attribute| attribute.path().is_ident("cfg") && is_met(attribute))
}

/// Whether a condition is met in tests alone: `test`, or `all(test, unix)`.
fn demands_test(meta: &syn::Meta) -> bool {
    let parts = Punctuated::<syn::Meta, syn::Token![,]>::parse_terminated;
    match meta {
        syn::Meta::Path(path) => path.is_ident("test"),
        syn::Meta::List(list) if list.path.is_ident("all") => {
            list.parse_args_with(parts).is_ok_and(|parts| parts.iter().any(demands_test))
        }
        syn::Meta::List(_) | syn::Meta::NameValue(_) => false,
    }
}

impl<'ast> Visit<'ast> for Uses {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !is_test(&item.attrs) {
            syn::visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let is_handed_on = !matches!(item.vis, syn::Visibility::Inherited);
        if !is_test(&item.attrs) {
            self.add_tree(is_handed_on, Vec::new(), &item.tree);
        }
    }

    /// The arguments of a macro are code, if they read as such.
    fn visit_macro(&mut self, item: &'ast syn::Macro) {
        let arguments = Punctuated::<syn::Expr, syn::Token![,]>::parse_terminated;
        for argument in item.parse_body_with(arguments).into_iter().flatten() {
            // What is parsed here ends here: the visitor keeps nothing of it.
            let mut within = Uses::default();
            within.visit_expr(&argument);
            self.paths.append(&mut within.paths);
        }
        syn::visit::visit_macro(self, item);
    }

    /// `pub(super)` names nobody.
    fn visit_vis_restricted(&mut self, _: &'ast syn::VisRestricted) {}

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.paths.push(names);
        syn::visit::visit_path(self, path);
    }
}
