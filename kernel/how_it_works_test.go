package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestHowItWorksNamesWhatExists finds every path, command and variable of HOW_IT_WORKS.md.
func TestHowItWorksNamesWhatExists(t *testing.T) {
	text, err := os.ReadFile("HOW_IT_WORKS.md")
	if err != nil {
		t.Fatal(err)
	}
	paths := regexp.MustCompile("`((?:kernel|\\.ci)/[^`]+)`").FindAllStringSubmatch(string(text), -1)
	if len(paths) < 30 {
		t.Errorf("the page names %d paths, want at least 30", len(paths))
	}
	for _, path := range paths {
		if _, err := os.Stat(filepath.Join("..", filepath.FromSlash(path[1]))); err != nil {
			t.Errorf("HOW_IT_WORKS.md names %s: %v", path[1], err)
		}
	}
	var names []string
	for _, c := range commands() {
		names = append(names, c.name)
	}
	for _, command := range regexp.MustCompile(`go run ./kernel (\w+)`).FindAllStringSubmatch(string(text), -1) {
		if !slices.Contains(names, command[1]) {
			t.Errorf("HOW_IT_WORKS.md names the command %s, want one of %s", command[1], strings.Join(names, ", "))
		}
	}
}

// TestHowItWorksCoversThePackages finds in the page every folder of kernel/internal in which a part of the picture is.
func TestHowItWorksCoversThePackages(t *testing.T) {
	text, err := os.ReadFile("HOW_IT_WORKS.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{"cell", "draw", "install", "jupyter", "notebook", "proxy"} {
		if !strings.Contains(string(text), "`kernel/internal/"+folder) {
			t.Errorf("HOW_IT_WORKS.md names nothing of kernel/internal/%s", folder)
		}
	}
}
