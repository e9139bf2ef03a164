// Package analysis counts the responses to a consultation and publishes the
// results as numbered releases that never change.
//
// Package disclose decides once, when a release is made, what is hidden. Pages,
// files and figures quoted in decisions all read the stored release, so a figure
// that is hidden in one place is hidden everywhere. Each release has a leaf in the
// public record, so that anyone can check it.
package analysis

import (
	"encoding/json"
	"fmt"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/reach"
	"github.com/folkmoot/folkmoot/receipt"
	"github.com/folkmoot/folkmoot/represent"
	"github.com/folkmoot/folkmoot/survey"
)

// The formats of releases: without and with answers by group.
const (
	releaseFormat = "folkmoot/release/v4"
	groupsFormat  = "folkmoot/release/v5"
)

// Release is the results of a consultation as published. Its JSON is public and
// is what the public record commits to, so changes need a new format.
type Release struct {
	Format       string         `json:"format"`
	Consultation string         `json:"consultation"` // slug
	Title        string         `json:"title"`
	Number       int64          `json:"number"`
	Reason       string         `json:"reason,omitempty"` // why it follows an earlier release
	Policy       disclose.Rules `json:"policy"`
	Forms        []Form         `json:"forms"` // the master first
	Responses    ResponseCounts `json:"responses"`
	Channels     Breakdown      `json:"channels"`
	Editions     Breakdown      `json:"editions"`
	Questions    []Question     `json:"questions"`

	// Area is where the consultation is about, and Benchmarks are what the people who responded are compared with: see
	// WhoAnswered. They are those of the day of the release.
	Area       string                `json:"area,omitempty"`
	Benchmarks []represent.Benchmark `json:"benchmarks,omitempty"`

	// Engagement is what was done to hear from groups of people, as it was recorded on the day of the release.
	Engagement []reach.Shown `json:"engagement,omitempty"`

	Changes  []QuestionChange `json:"changes,omitempty"`  // changes to questions after publication, oldest first
	Versions *Breakdown       `json:"versions,omitempty"` // responses by version of the form; nil if no question changed

	// Submissions are letters, emails, petitions and events. They are not added to
	// the responses. Kinds without submissions are omitted.
	Submissions []SubmissionCount `json:"submissions,omitempty"`
	Clusters    []Cluster         `json:"similar-responses,omitempty"` // decisions about similar responses

	// Exclusions are the excluded responses by reason, and by group of similar
	// responses: "similar-responses-2" is Clusters[1]. It is nil if there are none, or if
	// the only reason is withheld.
	Exclusions *Breakdown `json:"exclusions,omitempty"`

	ByGroup *GroupResults `json:"by-group,omitempty"` // nil if no characteristic was chosen

	// Roll is a salted digest of how the release counts each response. The list
	// itself is not public, because comparing two of them would show who is
	// counted in only one; people see their own status with their receipt.
	Roll string `json:"roll,omitempty"`
}

// QuestionChange is a change to a question on a day. If its meaning changed,
// answers before and after are answers to two questions.
type QuestionChange struct {
	Question   string             `json:"question"`
	Kind       consult.ChangeKind `json:"kind"`
	Note       string             `json:"note,omitempty"`
	Edition    string             `json:"edition"`
	OldVersion string             `json:"old-version"` // version of the form
	NewVersion string             `json:"new-version"` // version of the form
	OldText    string             `json:"old-text"`    // "" where it was not asked
	NewText    string             `json:"new-text"`
	Date       string             `json:"date"`
	Sequence   int64              `json:"sequence,omitempty"` // changes made at the same time have the same number, from 1
}

// Form is an edition of the questionnaire.
type Form struct {
	Edition string `json:"edition"`
	Lang    string `json:"lang"`
	Version string `json:"version"`
}

// ResponseCounts is the number of responses by status. Receipts is the sum of the
// other three.
type ResponseCounts struct {
	Receipts  int64 `json:"receipts"`
	Counted   int64 `json:"counted"`
	Withdrawn int64 `json:"withdrawn"`
	Excluded  int64 `json:"excluded"`
}

// SubmissionCount is the number of submissions of one kind, and of the people who
// signed or attended.
type SubmissionCount struct {
	Kind              entry.SubmissionKind `json:"kind"`
	Count             int64                `json:"count"`
	SignaturesClaimed int64                `json:"signatures-claimed,omitempty"`
	SignaturesChecked int64                `json:"signatures-checked,omitempty"`
	Attendees         int64                `json:"attendees,omitempty"`
}

// Cluster is a group of similar responses and the decision about it.
type Cluster struct {
	DetectedBy string `json:"detected-by"`   // a detection method of package moderation
	Day        string `json:"day,omitempty"` // for moderation.BurstDay
	Decision   string `json:"decision"`      // a decision of package moderation
	Reason     string `json:"reason"`
	SizeHidden bool   `json:"size-hidden,omitempty"` // Responses and Excluded are 0
	Responses  int64  `json:"responses,omitempty"`
	Excluded   int64  `json:"excluded,omitempty"`
	// Effect is the answers of the excluded responses, where they can be shown.
	Effect []Effect `json:"effect,omitempty"`
}

// Effect is the answers to one question of the responses that a decision excludes.
// Its cells are in the order of the options.
type Effect struct {
	Question string `json:"question"`
	disclose.ReleasedTable
}

// Breakdown is the number of responses by channel, edition or version. Its cells
// are in the order of Names, and small counts are hidden.
type Breakdown struct {
	Names []string `json:"names"`
	disclose.ReleasedTable
}

// Question is a question and its results. Cells and Shares are in the order of
// Options; a matrix has them in its Rows.
type Question struct {
	ID         string              `json:"id"`
	Kind       survey.QuestionKind `json:"kind"`
	Text       string              `json:"text"`
	Monitoring bool                `json:"monitoring,omitempty"` // an equality question, not about the proposals
	Sensitive  bool                `json:"sensitive,omitempty"`  // counts below Policy.MinSensitiveCount are hidden
	Unit       string              `json:"unit,omitempty"`       // of a budget or a measure: a number, a duration or a period
	Total      int64               `json:"total,omitempty"`      // of a budget
	Repeated   bool                `json:"repeated,omitempty"`   // counts respondents by what they answered in any repetition of a page
	disclose.ReleasedTable
	Options []Option `json:"options,omitempty"`
	Rows    []Row    `json:"rows,omitempty"`
	Number  *Number  `json:"number,omitempty"`
	// Wordings are the results for each meaning of a question whose meaning
	// changed. The results above are then withheld, because they would combine
	// answers to two questions.
	Wordings []Wording `json:"wordings,omitempty"`
	// ByScale is set if an Easy Read edition offers a shorter scale. The results above are
	// then of all respondents, on the shorter scale; these are of those who were offered each
	// scale, as they answered it. It is empty if that could reveal something.
	ByScale []Scale `json:"by-scale,omitempty"`
}

// Scale is the answers to a question on the scale of an edition. Of the states, only how
// many people answered is shown.
type Scale struct {
	Edition string `json:"edition"` // "" for the original scale, which several editions can have
	Question
}

// Wording is the results for one meaning of a question, among the people who were
// asked this wording.
type Wording struct {
	From string `json:"from,omitempty"` // the day from which it was used; "" is from the start
	Question
}

// Option is an answer to choose from.
type Option struct {
	ID   string `json:"id"`
	Text string `json:"text"`
	// Merges lists the options of the original, by ID, that are counted together.
	Merges   []string       `json:"merges,omitempty"`
	WriteIns *disclose.Cell `json:"write-ins,omitempty"` // number of people who added their own words, which are not published
	Rank     *Rank          `json:"rank,omitempty"`
	Amount   *Amount        `json:"amount,omitempty"`
	Shape    string         `json:"shape,omitempty"` // of an area of a map, as well-known text
}

// Rank is how an option was ranked. The cell of the option is the number of
// people who ranked it first.
type Rank struct {
	Mean  disclose.ReleasedMeasure `json:"mean"`
	Borda disclose.ReleasedMeasure `json:"borda"`
}

// Amount is what an option of a budget was given. The cell of the option is the
// number of people who gave it an amount.
type Amount struct {
	Mean   disclose.ReleasedMeasure `json:"mean"`
	Median disclose.ReleasedMeasure `json:"median"`
}

// Row is a row of a matrix, among the people who answered it.
type Row struct {
	ID   string `json:"id"`
	Text string `json:"text"`
	disclose.ReleasedTable
}

// Number summarises the answers to a number question. Minimum and maximum are
// not released, because they are answers of single people.
type Number struct {
	Mean   disclose.ReleasedMeasure `json:"mean"`
	Lower  disclose.ReleasedMeasure `json:"lower-quartile"`
	Median disclose.ReleasedMeasure `json:"median"`
	Upper  disclose.ReleasedMeasure `json:"upper-quartile"`
}

// Question returns the question with this ID, or nil.
func (r *Release) Question(id string) *Question {
	for i := range r.Questions {
		if r.Questions[i].ID == id {
			return &r.Questions[i]
		}
	}
	return nil
}

// EditionLang returns the language of an edition of the questionnaire, or "" if r
// does not have the edition.
func (r *Release) EditionLang(edition string) string {
	for _, f := range r.Forms {
		if f.Edition == edition {
			return f.Lang
		}
	}
	return ""
}

// QuestionLang returns the language of the questions in r: that of the standard
// edition or, without one, of the first.
func (r *Release) QuestionLang() string {
	lang := r.EditionLang("standard")
	if lang == "" && len(r.Forms) > 0 {
		lang = r.Forms[0].Lang
	}
	return lang
}

// marshal returns the bytes of r that are published. They are the same each time.
func (r *Release) marshal() ([]byte, error) { return json.Marshal(r) }

// unmarshalRelease decodes what marshal returned.
func unmarshalRelease(content []byte) (*Release, error) {
	r := new(Release)
	if err := json.Unmarshal(content, r); err != nil {
		return nil, fmt.Errorf("decode a stored release: %w", err)
	}
	return r, nil
}

// releaseLeaf is the leaf of a release in the public record. It commits to the
// published bytes.
func releaseLeaf(consultation string, content []byte) receipt.Leaf {
	return receipt.Leaf{Subject: consultation, Kind: "tally", Commitment: digest.Of(content)}
}
