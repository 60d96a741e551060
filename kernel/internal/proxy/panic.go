package proxy

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"

	"tradeoff/kernel/internal/cell/protocol"
)

var (
	panicStart   = regexp.MustCompile(`(?m)^(panic|fatal error): `)
	goroutine    = regexp.MustCompile(`(?m)^goroutine \d+ .*:$`)
	runtimeStack = regexp.MustCompile(`(?ms)^runtime stack:$.*?(?:^$|\z)`)
	stackLimit   = regexp.MustCompile(`(?m)^runtime: (?:goroutine stack exceeds|sp=).*\n`)
	elided       = regexp.MustCompile(`^\.\.\.(?:(\d+)|additional) frames elided\.\.\.$`)
	unprinted    = regexp.MustCompile(`^\((\S+)\) (?:0x[0-9a-f]+|\{.*\})$`)
	frameFile    = regexp.MustCompile(`([^\s/]+(?:/[^\s/]+)*\.(?:go|s):\d+)`)
	signalLine   = regexp.MustCompile(`^\[signal .*\]$`)
	mustWords    = regexp.MustCompile(`(?ms)^` + mustStart + `.*?\nPanicking \.\.\.\n\n`)
	exitOrSignal = regexp.MustCompile(`(?m)^(\^C|exit status \d+|signal: .*)\n?`)
)

// exitFailure explains the end of a program by what it wrote at its end.
func (k *kernel) exitFailure(value, held string) (written string, f failure) {
	at := panicStart.FindStringIndex(held)
	if at == nil {
		rest := exitOrSignal.ReplaceAllString(held, "")
		if value == "signal: killed" {
			value += ": something ended the cell, perhaps for want of memory"
		}
		return rest, failure{Name: "ExitError", Value: value}
	}
	name, text, _ := strings.Cut(held[at[0]:], ": ")
	text = exitOrSignal.ReplaceAllString(text, "")
	message, trace := text, ""
	if first := goroutine.FindStringIndex(text); first != nil {
		message, trace = text[:first[0]], text[first[1]:]
	}
	if where, _, _ := strings.Cut(strings.TrimLeft(trace, "\n"), "\n"); raised(functionName(where)) {
		name = "Error" // a function returned it
	}
	message = panicMessage(message)
	f = failure{Name: name, Value: oneLine(message)}
	f.Trace = append([]string{red(name) + ": " + bounded(message)}, k.frames(trace)...)
	return stackLimit.ReplaceAllString(mustWords.ReplaceAllString(held[:at[0]], ""), ""), f
}

// panicMessage drops what the runtime adds.
func panicMessage(text string) string {
	var kept []string
	text = runtimeStack.ReplaceAllString(text, "")
	for line := range strings.Lines(strings.TrimSpace(text)) {
		if line = strings.TrimRight(line, "\n"); !signalLine.MatchString(line) {
			kept = append(kept, strings.TrimSuffix(line, " [recovered, repanicked]"))
		}
	}
	text = strings.TrimSpace(strings.Join(kept, "\n"))
	if found := unprinted.FindStringSubmatch(text); found != nil {
		return "a value of type " + found[1] + ", which a panic does not print"
	}
	return text
}

// The most that is shown of what a cell panicked with: a value may be as large as the data.
const (
	longestLine = 1000 // in code points
	mostLines   = 20
)

// oneLine is a message for where there is one line.
func oneLine(message string) string {
	first, rest, found := strings.Cut(message, "\n")
	first = cutOff(first)
	if found {
		first += fmt.Sprintf(" (and %d more lines)", strings.Count(rest, "\n")+1)
	}
	return first
}

// bounded is a message of several lines.
func bounded(message string) string {
	lines := strings.Split(message, "\n")
	if extra := len(lines) - mostLines; extra > 0 {
		lines = append(lines[:mostLines], fmt.Sprintf("... (%d more lines)", extra))
	}
	for i, line := range lines {
		lines[i] = cutOff(line)
	}
	return strings.Join(lines, "\n")
}

func cutOff(line string) string {
	letters := []rune(line)
	if extra := len(letters) - longestLine; extra > 0 {
		return fmt.Sprintf("%s... (%d more letters)", string(letters[:longestLine]), extra)
	}
	return line
}

// mostFrames bounds the frames of a trace, after those that repeat are told as one.
const mostFrames = 30

// frames lists the calls of the goroutine that panicked: those in cells with their lines, others with one line, those
// of the runtime, of package must, of what shows a value and of what fills in those of other cells not.
func (k *kernel) frames(trace string) (list []string) {
	if next := goroutine.FindStringIndex(trace); next != nil {
		trace = trace[:next[0]]
	}
	lines := strings.Split(strings.Trim(trace, "\n"), "\n")
	for i := 0; i+1 < len(lines); i++ {
		if found := elided.FindStringSubmatch(lines[i]); found != nil && found[1] != "" {
			list = append(list, "    ... "+found[1]+" calls more")
			continue
		}
		where, ok := strings.CutPrefix(lines[i+1], "\t")
		if !ok {
			continue
		}
		name := functionName(lines[i])
		if strings.HasPrefix(name, "runtime.") || name == "panic" || raised(name) {
			continue
		}
		if excerpt := k.excerpt(where, 0); excerpt != "" {
			list = append(list, strings.TrimRight(excerpt, "\n"))
			continue
		}
		file := filepath.Base(frameFile.FindString(where))
		if file != "." && !cellLine.MatchString(where) && !strings.HasPrefix(file, protocol.KeptFile+":") {
			list = append(list, "    in "+name+" ("+file+")")
		}
	}
	list = folded(list)
	return list[:min(len(list), mostFrames)]
}

// raised tells the functions whose panics are errors that others returned to the cell.
func raised(function string) bool {
	return strings.HasPrefix(function, "must.") || strings.HasPrefix(function, "result.Show") ||
		function == "keep.(*Program).Fill"
}

// functionName is that of a line of a trace, without arguments and without the path of its package.
func functionName(line string) string {
	line = strings.TrimPrefix(line, "created by ")
	line, _, _ = strings.Cut(line, " in goroutine ")
	if at := strings.LastIndex(line, "("); at > 0 {
		line = line[:at]
	}
	return line[strings.LastIndex(line, "/")+1:]
}

// died explains that gonb ended while the cell ran.
func (x *execution) died(why string) failure {
	return failure{Name: "KernelDied", Value: "while this cell ran, " + why}
}
