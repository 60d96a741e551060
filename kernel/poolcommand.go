package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/study"
)

func poolCommand() command {
	return groupCommand(command{
		name: "pool", summary: "look at prepared images, prepare and remove them",
		text: "Folders of images are decoded once, into files below the cache directory (DIVERSITY_CACHE) that all notebooks\nand workers share. Lists, prepares and removes these.",
		kept: "what is prepared is kept, and the same command goes on from there",
	}, "Prepared images are given by the folder that they are of, or by the first characters of their key.", []command{
		poolListCommand(), poolPrepareCommand(), poolShowCommand(), poolGCCommand(),
	})
}

// preparedSets lists what is prepared, used last first.
func preparedSets() ([]pool.PreparedSet, error) {
	sets, err := pool.PreparedSets()
	slices.SortFunc(sets, func(a, b pool.PreparedSet) int { return b.Used.Compare(a.Used) })
	return sets, err
}

func poolListCommand() command {
	return command{
		name: "list", args: "[options]", summary: "which images are prepared",
		text: `
Lists the prepared images: of which folder they are, how many, of which size, how much room they take, when they were
used last, and whether opening the folder would use them. JSON: a list of {key, dir, options, state, outdated, classes, images, height,
width, channels, bytes, used, busy}; options are those that the folder was opened with, as a study names them.`,
		run: listPools,
	}
}

// preparedJSON is a prepared set for machines.
type preparedJSON struct {
	Key      string             `json:"key"`
	Dir      string             `json:"dir"`
	Options  pool.FolderOptions `json:"options"`
	State    string             `json:"state"` // prepared, begun
	Outdated string             `json:"outdated"`
	Classes  int                `json:"classes"`
	Images   int                `json:"images"`
	Height   int                `json:"height"`
	Width    int                `json:"width"`
	Channels int                `json:"channels"`
	Bytes    int64              `json:"bytes"`
	Used     time.Time          `json:"used"`
	Busy     bool               `json:"busy"`
}

func newPreparedJSON(s pool.PreparedSet) preparedJSON {
	return preparedJSON{s.Key, s.Dir, s.Options, preparedState(s), s.Outdated(), s.Classes, s.Images, s.Height, s.Width,
		s.Channels, s.Bytes, s.Used.UTC(), s.Busy}
}

func preparedState(s pool.PreparedSet) string {
	if s.Ready {
		return "prepared"
	}
	return "begun"
}

func listPools(_ context.Context, std streams, c command, args []string) error {
	set := c.flags(std)
	asJSON := jsonFlag(set)
	if err := noArguments(set, args); err != nil {
		return err
	}
	sets, err := preparedSets()
	if err != nil {
		return err
	}
	if *asJSON {
		list := []preparedJSON{}
		for _, s := range sets {
			list = append(list, newPreparedJSON(s))
		}
		return writeJSON(std.out, list)
	}
	if len(sets) == 0 {
		fmt.Fprintln(std.err, "nothing is prepared")
		return nil
	}
	_, err = fmt.Fprint(std.out, preparedTable(sets, func(s pool.PreparedSet) string {
		return strings.Join(slices.DeleteFunc([]string{map[bool]string{false: "begun"}[s.Ready],
			map[bool]string{true: "in use"}[s.Busy], flagWords(s.Outdated())}, func(text string) bool { return text == "" }), ", ")
	}))
	return err
}

// preparedTable is a table of prepared images with a last column.
func preparedTable(sets []pool.PreparedSet, note func(pool.PreparedSet) string) study.Table {
	table := study.Table{Header: []string{"key", "folder", "classes", "images", "size", "bytes", "used (UTC)", ""}}
	for _, s := range sets {
		table.Rows = append(table.Rows, []string{
			s.Key[:shortKey], diversity.Printable(s.Dir), fmt.Sprint(s.Classes), fmt.Sprint(s.Images),
			fmt.Sprintf("%dx%dx%d", s.Height, s.Width, s.Channels), fmt.Sprint(s.Bytes), s.Used.UTC().Format(time.DateTime),
			diversity.Printable(note(s)),
		})
	}
	return table
}

// shortKey is how much of a key is shown; more is never needed to tell a user's sets apart.
const shortKey = 12

func poolPrepareCommand() command {
	return command{
		name: "prepare", args: "FOLDER|ARCHIVE|FILE|TABLE [options]", summary: "decode a folder of images now",
		text: `
Decodes images on all cores, as pool.Folder does when it opens a folder, a zip or tar archive, a table (.csv, .tsv, .jsonl), or files of
many images (IDX, EMNIST, CIFAR, NumPy, Parquet) with the same options; shows how far it is, and says which layout was found and what was left out. Folders train, val and test are splits, of which
one is opened. Ctrl-C, a full disk or a kill lose nothing: the same command goes on from there. If it is prepared already, it only says so.`,
		run: preparePool,
	}
}

func preparePool(ctx context.Context, std streams, c command, args []string) error {
	set := c.flags(std)
	o := folderFlags(set)
	others, err := parse(set, args)
	if err == nil && len(others) != 1 {
		err = usageError("want one folder, have %d", len(others))
	}
	if err == nil {
		if invalid := o.Validate(); invalid != nil {
			err = codeError{inFlags(invalid), exitUsage}
		}
	}
	if err != nil {
		return err
	}
	screen := newLineProgress(std)
	o.OnProgress = func(p pool.Progress) { screen.show(bar(p.Done-p.Bad, p.Bad, p.Images), p.String()) }
	opened, err := pool.Folder(ctx, others[0], *o)
	screen.end()
	if err != nil {
		return inFlags(err)
	}
	return describePool(ctx, std, opened)
}

// describePool writes what a pool holds.
func describePool(ctx context.Context, std streams, p pool.Pool) error {
	statistics, err := p.ChannelStatistics(ctx)
	if err != nil {
		return err
	}
	bad, count, err := p.BadFiles()
	if err != nil {
		return err
	}
	for _, field := range p.Found().Fields() {
		fmt.Fprintf(std.out, "%s: %s\n", field.Name, diversity.Printable(fmt.Sprint(field.Value)))
	}
	fmt.Fprintf(std.out, "%s\ndigest %s\nmean %.4g, standard deviation %.4g of each channel\n", diversity.Printable(p.String()),
		p.Digest(), statistics.Mean, statistics.Deviation)
	warnings, err := p.Warnings()
	if err != nil {
		return err
	}
	for _, w := range warnings {
		fmt.Fprintf(std.out, "warning: %s\n", diversity.Printable(w.String()))
	}
	for _, b := range bad {
		fmt.Fprintf(std.out, "bad: %s: %s\n", diversity.Printable(b.Name), diversity.Printable(b.Reason))
	}
	if count > len(bad) {
		fmt.Fprintf(std.out, "and %d more bad files\n", count-len(bad))
	}
	return nil
}

func poolShowCommand() command {
	return command{
		name: "show", args: "FOLDER|KEY [options]", summary: "what is prepared of a folder, and whether it is whole",
		text: `
Shows prepared images: their folder and options, the pool with its digest, mean and standard deviation of each channel, and files that
were left out. Nothing is prepared, and nothing is changed. --check reads all pixels and compares them with their checksums. Exit code 1 if
something is damaged.`,
		run: showPool,
	}
}

func showPool(ctx context.Context, std streams, c command, args []string) error {
	set := c.flags(std)
	check := set.Bool("check", false, "compare all pixels with their checksums")
	others, err := parse(set, args)
	if err == nil && len(others) != 1 {
		err = usageError("want one folder or key, have %d", len(others))
	}
	if err != nil {
		return err
	}
	found, err := findPrepared(others[0])
	if err != nil {
		return err
	}
	for _, s := range found {
		if err := showPrepared(ctx, std, s, *check); err != nil {
			return err
		}
	}
	return nil
}

// findPrepared finds sets by their folder or the first characters of their key.
func findPrepared(name string) ([]pool.PreparedSet, error) {
	sets, err := preparedSets()
	if err != nil {
		return nil, err
	}
	found := slices.DeleteFunc(slices.Clone(sets), func(s pool.PreparedSet) bool { return !s.Of(name) })
	if len(found) == 0 {
		return nil, usageError("nothing is prepared of %q: there are %d sets, see pool list", name, len(sets))
	}
	return found, nil
}

func showPrepared(ctx context.Context, std streams, s pool.PreparedSet, check bool) error {
	for _, field := range s.Fields() {
		fmt.Fprintf(std.out, "%s: %s\n", field.Name, diversity.Printable(fmt.Sprint(field.Value)))
	}
	if reason := flagWords(s.Outdated()); reason != "" || !s.Ready {
		fmt.Fprintf(std.out, "not opened: %s\n\n", diversity.Printable(strings.Join(
			slices.DeleteFunc([]string{map[bool]string{false: "not all is prepared"}[s.Ready], reason},
				func(text string) bool { return text == "" }), ", ")))
		return nil
	}
	opened, err := s.Open()
	if err != nil {
		return inFlags(err)
	}
	if err := describePool(ctx, std, opened); err != nil {
		return err
	}
	if check {
		if err := opened.CheckPrepared(ctx); err != nil {
			return err
		}
		fmt.Fprintln(std.out, "all pixels are as they were prepared")
	}
	fmt.Fprintln(std.out)
	return nil
}

func poolGCCommand() command {
	return command{
		name: "gc", args: "[FOLDER|KEY ...] [options]", summary: "remove prepared images that serve nobody",
		text: `
Shows which prepared images opening a folder would not use, as the folder is gone or has changed or another version of the reader made
them, and which were not used for long; with --apply it removes them. With folders or keys it removes those. Images are prepared
anew when they are needed. What a process has open or prepares stays. Only files that this program put there are removed.
JSON: {dry_run, removed: [{key, dir, bytes, reason}], kept: [...], bytes}.`,
		run: removePools,
	}
}

// removedPools is what gc did.
type removedPools struct {
	DryRun  bool          `json:"dry_run"`
	Removed []removedPool `json:"removed"`
	Kept    []removedPool `json:"kept"` // that would serve nobody, but are in use
	Bytes   int64         `json:"bytes"`
}

type removedPool struct {
	Key    string `json:"key"`
	Dir    string `json:"dir"`
	Bytes  int64  `json:"bytes"`
	Reason string `json:"reason"`
}

func removePools(_ context.Context, std streams, c command, args []string) error {
	set := c.flags(std)
	asJSON := jsonFlag(set)
	apply := set.Bool("apply", false, "remove them, instead of only showing them")
	unused := set.Duration("unused", 60*24*time.Hour, "also what was not used for so long")
	names, err := parse(set, args)
	if err == nil && *unused < 0 {
		err = usageError("--unused wants a duration such as 720h, not %v", *unused)
	}
	if err != nil {
		return err
	}
	candidates, err := removable(names, *unused)
	if err != nil {
		return err
	}
	done, err := removeAll(candidates, *apply)
	if err != nil {
		return err
	}
	if *asJSON {
		return writeJSON(std.out, done)
	}
	_, err = fmt.Fprint(std.out, done)
	return err
}

// removable lists what gc removes, each with the reason.
func removable(names []string, unused time.Duration) ([]removedPool, error) {
	var list []removedPool
	add := func(s pool.PreparedSet, reason string) {
		list = append(list, removedPool{s.Key, s.Dir, s.Bytes, reason})
	}
	for _, name := range names {
		found, err := findPrepared(name)
		if err != nil {
			return nil, err
		}
		for _, s := range found {
			add(s, "named")
		}
	}
	if len(names) > 0 {
		return list, nil
	}
	sets, err := preparedSets()
	if err != nil {
		return nil, err
	}
	for _, s := range sets {
		reason := flagWords(s.Outdated())
		if reason == "" && time.Since(s.Used) > unused {
			reason = "not used for " + time.Since(s.Used).Round(time.Hour).String()
		}
		if reason != "" {
			add(s, reason)
		}
	}
	return list, nil
}

func removeAll(list []removedPool, apply bool) (removedPools, error) {
	done := removedPools{DryRun: !apply, Removed: []removedPool{}, Kept: []removedPool{}}
	for _, p := range list {
		if apply {
			_, err := pool.RemovePrepared(p.Key)
			if errors.Is(err, pool.ErrInUse) {
				done.Kept = append(done.Kept, p)
				continue
			}
			if err != nil {
				return done, err
			}
		}
		done.Removed, done.Bytes = append(done.Removed, p), done.Bytes+p.Bytes
	}
	return done, nil
}

// String is a table of what was removed, and the sum.
func (r removedPools) String() string {
	table := study.Table{Header: []string{"key", "folder", "bytes", "reason"}}
	for _, p := range r.Removed {
		table.Rows = append(table.Rows, p.row(""))
	}
	for _, p := range r.Kept {
		table.Rows = append(table.Rows, p.row(" (stays: it is in use)"))
	}
	text := ""
	if len(table.Rows) > 0 {
		text = table.String() + "\n"
	}
	did := "removed"
	if r.DryRun && len(r.Removed) > 0 {
		did = "would be removed by --apply"
	}
	return text + fmt.Sprintf("%s, %d bytes %s\n", display.Count(len(r.Removed), "set"), r.Bytes, did)
}

func (p removedPool) row(note string) []string {
	return []string{
		p.Key[:shortKey], diversity.Printable(p.Dir), fmt.Sprint(p.Bytes), diversity.Printable(p.Reason) + note,
	}
}
