package survey

import (
	"slices"
	"strings"
)

// The groups of file types that a question of kind [Files] can accept. Programs judge the type
// of a file from its content before they give its digest to this package.
const (
	AcceptDocuments    = "documents"    // PDF, Word, OpenDocument text, plain text
	AcceptPictures     = "pictures"     // JPEG, PNG
	AcceptSpreadsheets = "spreadsheets" // Excel, OpenDocument spreadsheet
)

// AcceptGroups lists all groups of file types in the order in which forms name them.
var AcceptGroups = []string{AcceptDocuments, AcceptPictures, AcceptSpreadsheets}

// FileOnPaper stands in Answer.Files for a file that came with a form on paper and is kept there.
const FileOnPaper = "paper"

// digestLength is the number of hexadecimal digits of a SHA-256 digest.
const digestLength = 64

// FileLimit returns how many files an answer to q can have.
func (q *Question) FileLimit() int {
	if q.Max != nil {
		return *q.Max
	}
	return 1
}

// MegabyteLimit returns how many megabytes (of 1,048,576 bytes) each file of an answer to q can have.
func (q *Question) MegabyteLimit() int {
	if q.MaxMegabytes > 0 {
		return q.MaxMegabytes
	}
	return DefaultMegabytes
}

// FileDigest returns the part of a value of a field for files that is an answer: the SHA-256
// digest of the file in hexadecimal, or [FileOnPaper]. Behind the digest and a dot, a value may
// have whatever a program needs to find the file. It returns false for other values.
func FileDigest(value string) (digest string, ok bool) {
	digest, _, _ = strings.Cut(value, ".")
	return digest, value == FileOnPaper || len(digest) == digestLength && strings.Trim(digest, hexDigits) == ""
}

// TakesFiles reports whether f has a question for files.
func (f *Form) TakesFiles() bool {
	for _, q := range f.questions() {
		if q.Kind == Files {
			return true
		}
	}
	return false
}

// readFiles reads the answer to a question for files: the digest of each of them. A file that
// was attached twice counts once.
func (w *evaluator) readFiles(s *step) Answer {
	q := s.q
	var files []string
	for _, value := range w.raw[q.ID] {
		if isBlank(value) {
			continue
		}
		digest, ok := FileDigest(value)
		if !ok {
			return w.reject(q.ID, newMessage("Attach the file again: %s", q.Text))
		}
		if !slices.Contains(files, digest) {
			files = append(files, digest)
		}
	}
	switch most := q.FileLimit(); {
	case len(files) == 0:
		return w.blankAnswer(func(text string) message { return newMessage("Choose a file to attach: %s", text) })
	case len(files) > most:
		return w.reject(q.ID, newCountMessage(
			most, "Remove files until %d is left: %s", "Remove files until %d are left: %s", q.Text))
	}
	return Answer{State: Answered, Files: files}
}

// checkFiles checks the settings of a question for files.
func (in *validator) checkFiles(q *Question) {
	if q.Kind != Files {
		return
	}
	valid := len(q.Accept) > 0
	for i, group := range q.Accept {
		valid = valid && slices.Contains(AcceptGroups, group) && !slices.Contains(q.Accept[:i], group)
	}
	in.require(valid, "Set accept of question %q to some of %s.", q.ID, strings.Join(AcceptGroups, ", ")).in("accept")
	in.require(q.Max == nil || 1 <= *q.Max && *q.Max <= MaxFiles,
		"Set max of question %q to a number from 1 to %d.", q.ID, MaxFiles).as(MaxOutOfRange).limit(MaxFiles).in("max")
	in.require(0 <= q.MaxMegabytes && q.MaxMegabytes <= MaxMegabytes,
		"Set %s of question %q to a number from 1 to %d.", setting("maxMegabytes"), q.ID, MaxMegabytes).in("maxMegabytes")
}

// checkSameFiles checks that q, of an edition, takes the files that master takes.
func (r *errorList) checkSameFiles(q, master *Question) {
	if q.Kind != Files {
		return
	}
	if !slices.Equal(q.Accept, master.Accept) || q.FileLimit() != master.FileLimit() || q.MegabyteLimit() != master.MegabyteLimit() {
		r.add("Set accept, max and %s of question %q as in the original.", setting("maxMegabytes"), q.ID).as(OtherSettings).in("accept")
	}
}
