package estimate

import (
	"slices"
	"strings"
)

// What the columns of tables of other fields are called, in the form of plainName. A name that could be either stands
// in
// neither list.
var (
	groupNames = []string{
		"participants", "subjects", "people", "persons", "patients", "individuals", "donors", "speakers", "authors",
		"writers", "users", "raters", "tasks", "domains", "environments", "scenes", "objects", "problems", "prompts",
		"questions", "sites", "clusters", "schools", "families", "species", "groups", "n_participants", "n_subjects",
		"n_speakers", "n_tasks", "n_groups", "n_classes", "num_classes", "num_tasks", "parameters", "params", "model_size",
	}
	perGroupNames = []string{
		"minutes", "scan_time", "scan_minutes", "hours", "seconds", "sessions", "segments", "trials", "utterances",
		"recordings", "examples", "shots", "examples_per_task", "cells", "cells_per_individual", "cells_per_donor",
		"demonstrations", "demos", "rollouts", "samples_per_problem", "plots", "items", "replicates", "repetitions",
		"pupils", "students", "samples_per_class", "images_per_class", "items_per_group", "per_group", "tokens",
		"training_tokens", "samples",
	}
)

// scoreKind is what is known of a score by its name.
type scoreKind int

const (
	unknownScore scoreKind = iota
	shareOfErrors
	shareRight
	correlationScore
	lossScore
)

var scoreNames = map[scoreKind][]string{
	shareOfErrors: {"error", "error_rate", "err", "eer", "equal_error_rate", "wer", "cer", "misclassification",
		"test_error"},
	shareRight: {"accuracy", "acc", "test_accuracy", "top1", "top_1", "auc", "auroc", "f1", "macro_f1", "precision",
		"recall",
		"success", "success_rate", "pass_rate", "map", "dice", "iou", "miou", "power", "balanced_accuracy"},
	correlationScore: {"correlation", "r", "pearson", "pearson_r", "spearman", "prediction_accuracy_r", "r2",
		"reliability", "generalizability", "phi"},
	lossScore: {"loss", "test_loss", "validation_loss", "val_loss", "cross_entropy", "nll", "perplexity", "ppl", "mse",
		"rmse", "mae", "variance", "standard_error", "std_error"},
}

// plainName is a header in small letters, without what stands in brackets and with one sign for white space.
func plainName(header string) string {
	for _, open := range []string{"(", "[", "%"} {
		header, _, _ = strings.Cut(header, open)
	}
	words := strings.FieldsFunc(strings.ToLower(header), func(r rune) bool { return strings.ContainsRune(" _-./", r) })
	words = slices.DeleteFunc(words, func(w string) bool { return w == "percent" || w == "pct" })
	return strings.Join(words, "_")
}

// ofEach is what n counts by a header that says of what, too: "minutes" of "minutes/subject", "hours" of
// "Hours per speaker"; "" for another header.
func ofEach(header string) (items, of string) {
	for _, name := range []string{strings.ReplaceAll(header, "/", "_per_"), header} {
		items, of, says := strings.Cut(plainName(name), "_per_")
		if says && items != "" && of != "" {
			return items, of
		}
	}
	return "", ""
}

// countsItems tells a header of how many items each group has: a known name, alone or with a known group.
func countsItems(header string) bool {
	if slices.Contains(perGroupNames, plainName(header)) {
		return true
	}
	items, of := ofEach(header)
	isGroup := func(name string) bool { return singular(name) == of }
	return slices.Contains(perGroupNames, items) && slices.ContainsFunc(groupNames, isGroup)
}

// saysPerCent reports whether a header says that its numbers are in per cent.
func saysPerCent(header string) bool {
	lower := strings.ToLower(header)
	return strings.Contains(lower, "%") || strings.Contains(lower, "percent") || strings.Contains(lower, "per cent") ||
		strings.HasSuffix(lower, "_pct")
}

func kindOfScore(header string) scoreKind {
	name := plainName(header)
	for kind, names := range scoreNames {
		if slices.Contains(names, name) {
			return kind
		}
	}
	return unknownScore
}

// guessed tells a header that may be taken for K, n or a score.
func guessed(header string) bool {
	name := plainName(header)
	return slices.Contains(groupNames, name) || slices.Contains(perGroupNames, name) || kindOfScore(header) != unknownScore
}
