// Package script turns notebooks into plain text and back, for editors, diffs and reviews. The text is the percent
// format of jupytext and of many editors, in a file that ends in .go:
//
//	// ---
//	// jupyter:
//	//   "kernelspec": {"display_name":"Go (diversity)","language":"go","name":"diversity"}
//	// ---
//	//go:build ignore
//
//	// %% [markdown] id="title"
//	// # Many classes or many samples?
//
//	// %% id="pool" tags=["parameters"]
//	const Budget = 4096
//
//	//gonb:%%
//	fmt.Println(Budget)
//
// A cell starts with a line "// %%", the type in brackets unless it is code, and pairs KEY=JSON: id, tags, attachments,
// metadata. Lines of Markdown and raw cells are comments. Lines of code that are no Go, such as %% and !ls, follow
// "//gonb:". The header is YAML; the build constraint keeps the go command from taking the file for a part of a package
// (jupytext shows it as a cell).
//
// Sources, types, ids, tags, attachments and other metadata come back as they were; outputs are not in the text.
//
// It is ours although jupytext has the format: jupytext needs Python, and does not know the build constraint that a Go
// file needs.
package script
