package pool

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"testing"
)

// TestWorkersOpenArrays: another process opens a pool of IDX, EMNIST or CIFAR files by its JSON, as a worker does, with
// what this one prepared and without it, and has the same digest and pixels.
func TestWorkersOpenArrays(t *testing.T) {
	cache := ownCache(t)
	options := map[string]FolderOptions{"EMNIST": {Include: []string{"emnist-letters-*"}}}
	for name, files := range map[string]map[string][]byte{
		"CIFAR-100": cifar100Files(), "EMNIST": emnistFiles(t), "IDX": {
			"train-images-idx3-ubyte": idxFile(idxUint8, []uint32{4, 1, 2}, 1, 2, 3, 4, 5, 6, 7, 8),
			"train-labels-idx1-ubyte": idxFile(idxUint8, []uint32{4}, 0, 1, 0, 1),
		},
	} {
		p := mustFolder(t, folderOf(t, files), options[name])
		text, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		last := Ref{p.Classes() - 1, p.Count(p.Classes()-1) - 1}
		want := fmt.Sprintf("%s %x", p.Digest(), mustImages(t, p, last))
		for _, dir := range []string{cache, t.TempDir()} {
			worker := exec.Command(os.Args[0])
			worker.Env = append(os.Environ(), jsonVariable+"="+string(text), "DIVERSITY_CACHE="+dir)
			if out, err := worker.CombinedOutput(); err != nil || string(out) != want || p.Found().Layout != name {
				t.Errorf("%s as %s: the worker has %.200q, want %.200q (%v)", name, p.Found().Layout, out, want, err)
			}
		}
	}
}
