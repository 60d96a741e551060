package proxy

import (
	"os"
	"path/filepath"
	"strings"
)

// workFlag is gonb's flag for the modules of its workspace, separated by commas.
const workFlag = "-go_work="

// command is gonb's command line, with the module that cells have in its workspace.
func (e *engine) command(o Options, connectionFile string) ([]string, error) {
	module, err := e.withoutComma(o.Workspace.Module)
	if err != nil {
		return nil, err
	}
	var args []string
	for _, arg := range o.Gonb {
		if module != "" && strings.HasPrefix(arg, workFlag) {
			arg = workFlag + module
		}
		args = append(args, arg)
	}
	return append(args, "--kernel", connectionFile), nil
}

// withoutComma is another name of a directory whose name has a comma, which gonb would take for two.
func (e *engine) withoutComma(dir string) (string, error) {
	if !strings.Contains(dir, ",") {
		return dir, nil
	}
	link := filepath.Join(e.box.Dir, "module")
	return link, os.Symlink(dir, link)
}
