package study_test

import (
	"fmt"
	"log"
	"os"

	"tradeoff/diversity/study"
)

func ExampleStudy_Save() {
	root := tempRoot()
	defer os.RemoveAll(root)
	dir, err := greek().Save(root)
	if err != nil {
		log.Fatal(err)
	}
	// now `kernel worker --study DIR` computes it, here or on any machine that sees the directory
	s, err := study.ReadDir(dir)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(s.Name, s.Budgets)
	// Output: greek [16 64]
}

func ExampleRetry() {
	root := tempRoot()
	defer os.RemoveAll(root)
	dir, err := greek().Save(root)
	if err != nil {
		log.Fatal(err)
	}
	failures, err := study.Retry(dir)
	fmt.Println(failures, err)
	// Output: 0 <nil>
}
