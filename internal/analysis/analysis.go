// Package analysis turns the responses to a consultation into releases:
// numbered, frozen results that anybody can hold against the public record.
//
// What is released is decided by package disclose, once, when a release is
// made. Pages, files and figures quoted in decisions all read the frozen bytes,
// so a number that is hidden in one place is hidden in all.
package analysis

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/receipt"
	"github.com/folkmoot/folkmoot/survey"
)

// The shapes of a release, for those who read its JSON. What was released in the
// first one stays in it, and is computed again as it was then: without what came
// beside the questionnaire, without decisions on like responses, and with the
// answers to all wordings of a question in one.
const (
	formatV2 = "folkmoot/release/v2"
	formatV1 = "folkmoot/release/v1"
)

// Release is the results of a consultation as they were published.
type Release struct {
	Format       string           `json:"format"`
	Consultation string           `json:"consultation"` // slug
	Title        string           `json:"title"`
	Number       int64            `json:"number"`
	Reason       string           `json:"reason,omitempty"` // why it follows an earlier release
	Policy       disclose.Rules   `json:"policy"`
	Forms        []Form           `json:"forms"` // the master first
	Responses    ResponseCounts   `json:"responses"`
	Channels     Breakdown        `json:"channels"`
	Editions     Breakdown        `json:"editions"`
	Questions    []Question       `json:"questions"`
	Changes      []QuestionChange `json:"changes,omitempty"`  // of questions while people answered, oldest first
	Versions     *Breakdown       `json:"versions,omitempty"` // of the form, by how many responses came on each; nil where nothing changed

	// Submissions are counted apart, and never added to the responses. A kind of
	// which none came is left out.
	Submissions []SubmissionCount `json:"submissions,omitempty"`
	Clusters    []Cluster         `json:"sets,omitempty"` // of like responses on which something was decided

	// Statuses says of every response in the record what became of it.
	Statuses []ResponseStatus `json:"status"`
}

// QuestionChange is a question that was asked in other words from a day on. Where its
// meaning changed, answers before and after are answers to two questions.
type QuestionChange struct {
	Question   string             `json:"question"`
	Kind       consult.ChangeKind `json:"kind"`
	Note       string             `json:"note,omitempty"`
	Edition    string             `json:"edition"`
	OldVersion string             `json:"before"`  // version of the form
	NewVersion string             `json:"version"` // version of the form
	OldText    string             `json:"was"`     // the words; "" where it was not asked
	NewText    string             `json:"is"`
	Date       string             `json:"day"`
	Sequence   int64              `json:"moment,omitempty"` // 1 for the first time that anything was changed, 2 for the next
}

// Form is one edition of the form that was answered.
type Form struct {
	Edition string `json:"edition"`
	Lang    string `json:"lang"`
	Version string `json:"version"`
}

// ResponseCounts says how many receipts were issued and what became of the
// responses. The last three add up to the first.
type ResponseCounts struct {
	Receipts  int64 `json:"receipts"`
	Counted   int64 `json:"counted"`
	Withdrawn int64 `json:"withdrawn"`
	Excluded  int64 `json:"excluded"`
}

// ResponseStatus is what became of one response: counted, withdrawn or excluded:CODE.
type ResponseStatus struct {
	Index  int64  `json:"index"` // of its entry in the record
	Status string `json:"status"`
	Epoch  int64  `json:"epoch,omitempty"` // of the record; left out in the first, which is all there is unless a backup was put back
}

// SubmissionCount counts what came of one kind beside the questionnaire, and the
// people behind it.
type SubmissionCount struct {
	Kind              entry.SubmissionKind `json:"kind"`
	Count             int64                `json:"count"`
	SignaturesClaimed int64                `json:"signatures-claimed,omitempty"`
	SignaturesChecked int64                `json:"signatures-checked,omitempty"`
	Attendees         int64                `json:"attending,omitempty"`
}

// Cluster is responses that look as if they belonged together, and what was decided
// about them. Of a small one it is not told how many they are.
type Cluster struct {
	DetectedBy string `json:"found"`         // same-answers, near-text or burst-day
	Day        string `json:"day,omitempty"` // of a burst
	Decision   string `json:"decision"`      // count-all, count-once or apart
	Reason     string `json:"why"`
	TooFew     bool   `json:"few,omitempty"` // they are fewer than the base
	Responses  int64  `json:"responses,omitempty"`
	Excluded   int64  `json:"left-out,omitempty"`
	// Effect is what those who are left out answered, where it can be told.
	Effect []Effect `json:"effect,omitempty"`
}

// Effect is how the responses that a decision leaves out of the count answered
// one question. Its cells stand in the order of the options.
type Effect struct {
	Question string `json:"question"`
	disclose.ReleasedTable
}

// Breakdown counts the responses by how they came. Small parts are hidden as in any
// table about people.
type Breakdown struct {
	Names []string `json:"names"`
	disclose.ReleasedTable
}

// Question is one question and how it was answered. Its Cells and Shares stand
// in the order of Options; a matrix has them in its Rows.
type Question struct {
	ID         string              `json:"id"`
	Kind       survey.QuestionKind `json:"kind"`
	Text       string              `json:"text"`
	Monitoring bool                `json:"monitoring,omitempty"` // about the people, not the proposals
	Sensitive  bool                `json:"sensitive,omitempty"`  // counts below ten are hidden, not only below five
	Unit       string              `json:"unit,omitempty"`       // budget
	Total      int64               `json:"total,omitempty"`      // budget
	disclose.ReleasedTable
	Options []Option `json:"options,omitempty"`
	Rows    []Row    `json:"rows,omitempty"`
	Number  *Number  `json:"number,omitempty"`
	// Wordings are the question as it was before and after its meaning changed.
	// Then the numbers above are withheld: they would add up answers to two
	// questions.
	Wordings []Wording `json:"wordings,omitempty"`
}

// Wording is one of the ways in which a question was asked, with its own base:
// those who were shown this one.
type Wording struct {
	From string `json:"from,omitempty"` // the day from which it was asked so; "" is from the beginning
	Question
}

// Option is one of the answers that a question offers.
type Option struct {
	ID       string         `json:"id"`
	Text     string         `json:"text"`
	WriteIns *disclose.Cell `json:"write-ins,omitempty"` // wrote something more; what they wrote is not published
	Rank     *Rank          `json:"rank,omitempty"`
	Amount   *Amount        `json:"amount,omitempty"`
}

// Rank says how an option was ranked. Its count is of those who put it first.
type Rank struct {
	Mean  disclose.ReleasedMeasure `json:"mean"`
	Borda disclose.ReleasedMeasure `json:"borda"`
}

// Amount says what an option of a budget was given. Its count is of those who
// gave it anything.
type Amount struct {
	Mean   disclose.ReleasedMeasure `json:"mean"`
	Median disclose.ReleasedMeasure `json:"median"`
}

// Row is one row of a matrix, with its own base.
type Row struct {
	ID   string `json:"id"`
	Text string `json:"text"`
	disclose.ReleasedTable
}

// Number describes the numbers that were given. The least and the most are
// numbers of single people and are not released.
type Number struct {
	Mean   disclose.ReleasedMeasure `json:"mean"`
	Lower  disclose.ReleasedMeasure `json:"lower-quartile"`
	Median disclose.ReleasedMeasure `json:"median"`
	Upper  disclose.ReleasedMeasure `json:"upper-quartile"`
}

// Question returns the question with this id, or nil.
func (r *Release) Question(id string) *Question {
	for i := range r.Questions {
		if r.Questions[i].ID == id {
			return &r.Questions[i]
		}
	}
	return nil
}

// CombinesWordings reports whether r counts the answers to all wordings of a question in
// one, even where its meaning changed: releases of the first shape do.
func (r *Release) CombinesWordings() bool { return r.Format == formatV1 }

// freeze returns the one sequence of bytes that r is.
// LangOf is the language of an edition of the questionnaire, or "" if r does not
// say.
func (r *Release) EditionLang(edition string) string {
	for _, f := range r.Forms {
		if f.Edition == edition {
			return f.Lang
		}
	}
	return ""
}

// QuestionLang is the language in which r has the questions: that of the standard
// edition, or of the first where there is none.
func (r *Release) QuestionLang() string {
	lang := r.EditionLang("standard")
	if lang == "" && len(r.Forms) > 0 {
		lang = r.Forms[0].Lang
	}
	return lang
}

// marshal returns the bytes of r that are published.
func (r *Release) marshal() ([]byte, error) { return json.Marshal(r) }

// unmarshalRelease reads what freeze wrote.
func unmarshalRelease(frozen []byte) (*Release, error) {
	r := new(Release)
	if err := json.Unmarshal(frozen, r); err != nil {
		return nil, fmt.Errorf("a frozen release cannot be read: %w", err)
	}
	return r, nil
}

// releaseLeaf is what the record says of a release: which bytes it is.
func releaseLeaf(consultation string, frozen []byte) receipt.Leaf {
	return receipt.Leaf{Subject: consultation, Kind: "tally", Commitment: sha256.Sum256(frozen)}
}
