package cell

import (
	"slices"
	"tradeoff/kernel/internal/cell/nearest"
)

// foreignCommands begin cells that are not Go.
var foreignCommands = []string{"%%writefile", "%%script", "%%bash", "%%sh", "%%gx"}

// commands are all that gonb knows, but for those of a shell, and ours about values.
var commands = append([]string{
	"%%", Who, Del, Keep, Restore, Stale, Rerun, Time, Timeit, "%args", "%autoget", "%capture", "%cd", "%env", "%exec", "%goflags", "%goworkfix",
	"%help", "%list", "%ls",
	"%main", "%noautoget",
	"%remove", "%reset", "%rm", "%test", "%track", "%untrack", "%version", "%wasm", "%widgets", "%widgets_hb",
	"%with_inputs", "%with_password",
}, foreignCommands...)

// Refusal says why a cell is not run, and at which of its lines, from 1.
type Refusal struct {
	Name, Message string
	Line          int
}

// Refuse finds what a cell holds that gonb would pass over without a word, so that the cell would seem to work.
func Refuse(code string) (r Refusal, refused bool) {
	s := read(code)
	if !s.foreign {
		if r, refused = s.lost(); refused {
			return r, true
		}
		if r, refused = s.twice(); refused {
			return r, true
		}
	}
	for i, special := range s.special {
		text, ok := commandOf(s.lines[i])
		goesOn := i > 0 && s.special[i-1] && len(s.lines[i-1]) > 0 && s.lines[i-1][len(s.lines[i-1])-1] == '\\'
		if !special || !ok || goesOn {
			continue
		}
		if name := commandName(text); name != "!" && !slices.Contains(commands, name) {
			return Refusal{Name: "UnknownCommand", Message: unknown(name), Line: i + 1}, true
		}
	}
	return Refusal{}, false
}

// unknown says that a command does not exist.
func unknown(name string) string {
	if near := nearest.Name(name, commands[1:]); near != "" {
		return name + " is no command of this kernel: did you mean " + near + "?"
	}
	return name + " is no command of this kernel; %help lists those that are"
}
