// Package processor names the processor that this program runs on. What XLA trains was the same to the last bit on
// equal processors and only close on others, so that every run keeps this name, with the sizes of caches: the order in
// which products of matrices are summed is thought to follow them.
package processor

import (
	"fmt"
	"io/fs"
	"strings"

	"tradeoff/diversity"
)

// longest is what a name is cut to: virtual machines may call their processor anything.
const longest = 160

// described is the name, and in brackets what distinguishes processors of one name, where it is known.
func described(name string, details ...string) string {
	known := details[:0]
	for _, detail := range details {
		if detail != "" {
			known = append(known, detail)
		}
	}
	name = strings.Join(strings.Fields(diversity.Printable(name)), " ")
	if name == "" {
		return ""
	}
	if len(known) > 0 {
		name += " (" + diversity.Printable(strings.Join(known, "; ")) + ")"
	}
	return name[:min(len(name), longest)]
}

// linux reads what the kernel says of the first processor, in a file system with proc and sys.
func linux(root fs.FS) string {
	text, err := fs.ReadFile(root, "proc/cpuinfo")
	if err != nil {
		return ""
	}
	first := map[string]string{}
	for line := range strings.Lines(string(text)) {
		key, value, found := strings.Cut(line, ":")
		if key = strings.TrimSpace(key); found && first[key] == "" {
			first[key] = strings.TrimSpace(value)
		}
	}
	version := ""
	if first["cpu family"] != "" {
		version = fmt.Sprintf("family %s, model %s, stepping %s", first["cpu family"], first["model"], first["stepping"])
	} else if first["CPU part"] != "" {
		version = fmt.Sprintf("implementer %s, part %s", first["CPU implementer"], first["CPU part"])
	}
	name := first["model name"]
	if name == "" && version != "" {
		name = "processor"
	}
	return described(name, version, caches(root))
}

// caches lists the sizes of the data caches, the fastest first: "caches 48K, 2048K, 266240K".
func caches(root fs.FS) string {
	const dir = "sys/devices/system/cpu/cpu0/cache/"
	var sizes []string
	for index := range 8 {
		read := func(name string) string {
			text, _ := fs.ReadFile(root, fmt.Sprintf("%sindex%d/%s", dir, index, name))
			return strings.TrimSpace(string(text))
		}
		if size := read("size"); size != "" && read("type") != "Instruction" {
			sizes = append(sizes, size)
		}
	}
	if len(sizes) == 0 {
		return ""
	}
	return "caches " + strings.Join(sizes, ", ")
}
