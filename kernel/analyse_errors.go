package main

import "strings"

// tableError is an error of a table in the words of the command line.
type tableError struct{ error }

func (e tableError) Error() string { return tableFlagWords(e.error.Error()) }

func (e tableError) Unwrap() error { return e.error }

// tableFlagWords replaces names of fields of estimate.TableOptions by those of flags.
func tableFlagWords(text string) string {
	return strings.NewReplacer(
		"TableOptions.Groups, PerGroup, Total and Score", "--groups, --per-group, --sum and --score",
		"TableOptions.Groups and PerGroup", "--groups and --per-group",
		"TableOptions.HigherIsBetter or LowerIsBetter", "--higher-is-better or --lower-is-better",
		"TableOptions.HigherIsBetter", "--higher-is-better", "where LowerIsBetter is", "where --lower-is-better is",
		"TableOptions.Best", "--best-score", "TableOptions.Groups", "--groups", "TableOptions.PerGroup", "--per-group",
		"TableOptions.Score", "--score", "TableOptions.Sources", "--sources",
	).Replace(text)
}
