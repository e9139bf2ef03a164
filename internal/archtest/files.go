package archtest

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"unicode/utf8"
)

// checkFiles checks the length of Go files and of their lines, and the size of
// committed files.
func (c *checker) checkFiles() error {
	err := c.walk(func(name string) error {
		if !strings.HasSuffix(name, ".go") {
			return nil
		}
		text, err := os.ReadFile(filepath.Join(c.root, name))
		if err != nil {
			return err
		}
		c.checkLines(name, text)
		return nil
	})
	if err != nil {
		return err
	}
	committed, err := c.committed()
	if err != nil {
		return err
	}
	for _, name := range committed {
		info, err := os.Lstat(filepath.Join(c.root, name))
		if err == nil && info.Size() > maxBytes && !largeFiles[name] {
			c.add(name, "has %d bytes; committed files have at most %d. Remove it, or add it to largeFiles in "+
				"internal/archtest/rules.go.", info.Size(), maxBytes)
		}
	}
	return nil
}

func (c *checker) checkLines(name string, text []byte) {
	long, first, number := 0, 0, 0
	for line := range bytes.Lines(text) {
		number++
		if utf8.RuneCount(bytes.TrimRight(line, "\r\n")) > maxColumns {
			if long++; first == 0 {
				first = number
			}
		}
	}
	if long > 0 {
		c.add(fmt.Sprintf("%s:%d", name, first), "has more than %d characters. Lines like it in the file: %d. "+
			"Break them.", maxColumns, long)
	}
	if number > maxLines && !strings.HasSuffix(name, "_test.go") {
		c.warn(name, "has %d lines; over %d, see whether it is about two things.", number, maxLines)
	}
}

// walk calls visit with every file of the checkout, in slash form relative to
// the root, except those in folders that tools fill.
func (c *checker) walk(visit func(name string) error) error {
	return filepath.WalkDir(c.root, func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := c.fileName(file)
		switch {
		case entry.IsDir() && (builtFolders[name] || entry.Name() == "node_modules"):
			return fs.SkipDir
		case entry.IsDir():
			return nil
		}
		return visit(name)
	})
}

// committed returns the files that git has, or all files if the root is no
// checkout of git or git is not installed.
func (c *checker) committed() (names []string, err error) {
	if _, err := os.Stat(filepath.Join(c.root, ".git")); err == nil {
		out, err := exec.Command("git", "-C", c.root, "ls-files", "-z").Output()
		if err == nil {
			return strings.FieldsFunc(string(out), func(r rune) bool { return r == 0 }), nil
		}
	}
	err = c.walk(func(name string) error {
		names = append(names, name)
		return nil
	})
	return names, err
}
