package main

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"

	"tradeoff/kernel/internal/jupyter/kernelspec"
)

func call(args ...string) (code int, out, complaints string) {
	var o, e bytes.Buffer
	code = run(context.Background(), streams{&o, &e}, args)
	return code, o.String(), e.String()
}

func TestRefuses(t *testing.T) {
	for _, c := range []struct {
		args []string
		says string
	}{
		{nil, "usage: "},
		{[]string{"runs"}, `there is no command "runs"`},
		{[]string{"studies", "--settings", "q,z"}, `there is no setting "z"`},
		{[]string{"studies", "--settings", "p"}, `there is no setting "p"`},
		{[]string{"studies", "--photographs", "absent"}, "--photographs: studies: no file absent/train*images-idx3-ubyte*"},
		{[]string{"studies", "--epochs", "0"}, "--epochs: epochs = 0"},
		{[]string{"studies", "--rounds", "-1"}, "Options.Rounds = -1"},
		{[]string{"studies", "--core", "99999"}, "Options.Core = 99999"},
		{[]string{"studies", "extra"}, `unexpected argument "extra"`},
		{[]string{"studies", "--rounds", "many"}, `invalid value "many" for flag -rounds`},
		{[]string{"pools"}, "Options.Folder"},
		{[]string{"pools", "--folder", "x", "--side", "4"}, "Options.Side = 4"},
		{[]string{"pools", "--folder", "x", "--draw", "-1"}, "Options.Draw = -1"},
		{[]string{"pools", "--folder", "x", "--rounds", "101"}, "Options.Rounds = 101"},
		{[]string{"cells", "--cells", "1001"}, "Options.Cells = 1001"},
		{[]string{"cells", "--rounds", "2"}, "flag provided but not defined: -rounds"},
		{[]string{"hour", "extra"}, `unexpected argument "extra"`},
		{[]string{"hour", "--python", "/nosuch/python"}, "/nosuch/python lacks a package, see --python"},
		{[]string{"device", "--device", "tpu"}, `Options.Device = "tpu"`},
		{[]string{"device", "--rounds", "0"}, "Options.Rounds = 0"},
		{[]string{"cells", "extra"}, `unexpected argument "extra"`},
	} {
		code, out, complaints := call(c.args...)
		if code != exitUsage || out != "" || strings.Count(complaints, c.says) != 1 {
			t.Errorf("bench %v: exit code %d, %q, %q, want one that says %q once", c.args, code, out, complaints, c.says)
		}
	}
}

func TestHelp(t *testing.T) {
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"-h"}, "cells    compare how long cells take"},
		{[]string{"studies", "-h"}, "-settings string"},
		{[]string{"cells", "--help"}, "(default 20)"},
	} {
		if code, out, complaints := call(c.args...); code != 0 || complaints != "" || !strings.Contains(out, c.says) {
			t.Errorf("bench %v: exit code %d, %q, %q", c.args, code, out, complaints)
		}
	}
}

func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var out, complaints bytes.Buffer
	if code := run(ctx, streams{&out, &complaints}, []string{"studies"}); code != exitInterrupted {
		t.Errorf("exit code %d, %s", code, &complaints)
	}
}

// Plain gonb must not meet our programs in front of go and goimports.
func TestPlainLaunch(t *testing.T) {
	spec := kernelspec.Spec{Env: map[string]string{"PATH": "/c/shims/1:/c/tools/2:/usr/bin", "DIVERSITY_MODULE": "/clone"}}
	got := plainLaunch(spec, "/t/gonb", "/c/shims")
	if want := "PATH=/c/tools/2:/usr/bin"; len(got.Env) != 1 || got.Env[0] != want {
		t.Errorf("environment %q, want %q", got.Env, want)
	}
	if last := got.Argv[len(got.Argv)-1]; last != "-go_work=/clone" {
		t.Errorf("the last argument is %q", last)
	}
}

// integration skips a test that computes or downloads.
func integration(t *testing.T) {
	t.Helper()
	if os.Getenv("DIVERSITY_INTEGRATION") != "1" {
		t.Skip("set DIVERSITY_INTEGRATION=1 to compute a study and to set up a kernel: minutes, and downloads")
	}
}

// TestIntegrationStudies compares with an interpreter that has neither PyTorch nor JAX.
func TestIntegrationStudies(t *testing.T) {
	integration(t)
	code, out, complaints := call("studies", "--rounds", "1", "--settings", "q", "--python", "false")
	if code != 0 {
		t.Fatalf("exit code %d: %s", code, complaints)
	}
	for _, part := range []string{"ours", "not compared: PyTorch", "not compared: JAX"} {
		if !strings.Contains(out, part) {
			t.Errorf("no %q in %s", part, out)
		}
	}
}
