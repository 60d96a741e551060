package proxy

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"tradeoff/kernel/internal/cell"
	"tradeoff/kernel/internal/cell/protocol"
)

// completeCommand answers a question for the rest of a word in a % line, of which gonb knows nothing; false for other
// questions.
func (k *kernel) completeCommand(r *request) (answer map[string]any, ok bool) {
	if r.Header.Type != "complete_request" {
		return nil, false
	}
	w, ok := cell.CommandAt(r.text("code"), r.cursor())
	if !ok {
		return nil, false
	}
	matches := []string{}
	for _, word := range k.commandWords(w) {
		if strings.HasPrefix(word, w.Typed) {
			matches = append(matches, word)
		}
	}
	return map[string]any{
		"status": "ok", "matches": matches, "cursor_start": w.From, "cursor_end": w.From + utf8.RuneCountInString(w.Typed),
		"metadata": map[string]any{},
	}, true
}

// commandWords are what can stand at a place of a % line.
func (k *kernel) commandWords(w cell.CommandWord) []string {
	switch w.Command {
	case "":
		return cell.CommandsLike(w.Typed)
	case cell.Rerun:
		return []string{"stale"}
	case cell.Who, cell.Del, "%rm", "%remove":
		return k.keptWords(w.Command == cell.Del)
	case cell.Restore:
		return k.savedWords()
	}
	return nil
}

// keptWords are the variables that are kept, as people write them, and * where it stands for all.
func (k *kernel) keptWords(all bool) (words []string) {
	names := slices.Collect(maps.Keys(k.values.declared))
	if k.values.box != nil {
		index, err := k.values.store().Index()
		if err != nil {
			return nil // a cell says so
		}
		names = slices.AppendSeq(names, maps.Keys(index))
	}
	slices.SortFunc(names, byName)
	names = slices.Compact(names)
	for _, name := range names {
		words = append(words, protocol.ReadableOuts(name))
	}
	if all {
		words = append(words, "*")
	}
	return words
}

// savedWords are the variables that earlier sessions of the notebook have left.
func (k *kernel) savedWords() []string {
	if k.values.box == nil || !k.values.saving.TryLock() {
		return nil
	}
	defer k.values.saving.Unlock()
	return k.values.saved.Names()
}
