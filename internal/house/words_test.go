package house

import (
	"bytes"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strconv"
	"testing"
)

// unfitWords are what a reader of the project could do nothing with: places
// on the machine of whoever wrote a file, hosts that a package client knows by
// itself, and the circumstances in which a thing was written. They are put
// together here from pieces, so that this file does not mention them itself.
var unfitWords = regexp.MustCompile(`(?i)(?:^|[\s"'(=:` + "`" + `])/` + `work/` +
	`|\bregistry\.(?:npm` + `js|yarn` + `pkg)\b` +
	`|\b(?:proxy|sum)\.golang` + `\.org\b` +
	`|\bdeb\.debian` + `\.org\b` +
	`|\b(?:helper|coding|sub)[ -]?age` + `nts?\b` +
	`|\b(?:this|that|our|an earlier|previous|the next|last|my|working) sess` + `ion\b(?: of work|'s)?[.,;]` +
	`|\bhouse-sam` + `ple\b|\bcontracts` + `\.md\b|\bshared/do` + `cs\b` +
	`|\b(?:as an? |the )(?:AI|language) mod` + `el\b`)

// omens are pieces of which every unfit word has one. A file without any is
// soon read.
var omens = []string{
	"/wo" + "rk/",
	"regis" + "try.",
	".golang" + ".org",
	"deb.deb" + "ian",
	"age" + "nt",
	"sess" + "ion",
	"house-s" + "ample",
	"contr" + "acts.md",
	"shared/d" + "ocs",
	" mod" + "el",
}

// mentions returns where the files of the project mention what they should not.
func mentions(files fs.FS) (found []string, err error) {
	err = walk(files, func(file string) error {
		text, err := fs.ReadFile(files, file)
		if err != nil || bytes.IndexByte(text, 0) >= 0 {
			return err
		}
		low := bytes.ToLower(text)
		if !slices.ContainsFunc(omens, func(omen string) bool { return bytes.Contains(low, []byte(omen)) }) {
			return nil
		}
		for i, line := range bytes.Split(text, []byte("\n")) {
			if word := unfitWords.Find(line); word != nil {
				found = append(found, file+":"+strconv.Itoa(i+1)+" mentions "+string(bytes.TrimSpace(word)))
			}
		}
		return nil
	})
	return found, err
}

func TestNothingMentionsHowItWasMade(t *testing.T) {
	found, err := mentions(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	for _, place := range found {
		t.Error(place)
	}
}
