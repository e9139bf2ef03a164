package consult

// Text is the displayed text of a consultation. Longer parts are Markdown.
type Text struct {
	// Language is the language of the other fields. "" is the language of the
	// master form or, without forms, of the council.
	Language string `yaml:"language" json:"language,omitempty"`

	Summary  string `yaml:"summary" json:"summary"`
	Why      string `yaml:"why" json:"why"`           // why change is proposed
	SoFar    string `yaml:"so-far" json:"so-far"`     // what has happened so far
	Next     string `yaml:"next" json:"next"`         // what happens next
	Audience string `yaml:"audience" json:"audience"` // whose views are wanted
	Area     string `yaml:"area" json:"area"`
	// Subjects are what lists of consultations can be filtered by, besides the area, like "Transport".
	Subjects []string `yaml:"subjects" json:"subjects,omitempty"`
	// AreaQuestion is the ID of the question where people live; "" if none asks that.
	AreaQuestion string `yaml:"area-question" json:"area-question,omitempty"`
	Strategy     Slug   `yaml:"strategy" json:"strategy"` // the strategy that it is about
	Follows      Slug   `yaml:"follows" json:"follows"`   // the earlier consultation that it follows
	// Evidence are references of package evidence: what the consultation rests on.
	Evidence []string `yaml:"evidence" json:"evidence,omitempty"`

	Contact   Contact  `yaml:"contact" json:"contact"`
	OtherWays []string `yaml:"other-ways" json:"other-ways"` // other ways to respond: paper, phone, an event
	Feedback  string   `yaml:"feedback" json:"feedback"`     // promised date of the feedback: "2016-06-30"

	Duty           string        `yaml:"duty" json:"duty"`           // why there is a duty to consult: statute, promise or practice
	Formative      string        `yaml:"formative" json:"formative"` // what can still change
	Alternatives   []Alternative `yaml:"alternatives" json:"alternatives"`
	NoAlternatives string        `yaml:"no-alternatives" json:"no-alternatives"` // why no alternatives were considered

	Documents []Document `yaml:"documents" json:"documents"`

	Invented string `yaml:"invented" json:"invented"` // what is invented for the demonstration; "" is nothing
	Source   string `yaml:"source" json:"source"`     // where the facts come from

	Collected *Collected `yaml:"collected" json:"collected,omitempty"` // not nil: the responses were collected elsewhere
}

// Collected says where the responses to a consultation come from that was not run on this website. It is shown publicly.
type Collected struct {
	By     string `yaml:"by" json:"by"`             // the organisation that collected them
	With   string `yaml:"with" json:"with"`         // how: the system, or on paper
	File   string `yaml:"file" json:"file"`         // name of the file that was imported
	Digest string `yaml:"digest" json:"digest"`     // SHA-256 of the file, in hexadecimal
	Left   string `yaml:"left-out" json:"left-out"` // what was not imported, in words
}

// Contact is the contact details of a team, never of a person.
type Contact struct {
	Team    string `yaml:"team" json:"team"`
	Email   string `yaml:"email" json:"email"`
	Phone   string `yaml:"phone" json:"phone"`
	Address string `yaml:"address" json:"address"`
}

// Alternative is an option that was considered and rejected. It is published so
// that respondents can disagree.
type Alternative struct {
	Option       string `yaml:"option" json:"option"`
	WhyDiscarded string `yaml:"why-discarded" json:"why-discarded"`
}

// Monitoring says which equality questions are asked at the end of the form,
// and what respondents are promised about their answers.
type Monitoring struct {
	Questions []string `yaml:"questions" json:"questions"` // IDs in package equality, in the order in which they are asked
	Purpose   string   `yaml:"purpose" json:"purpose"`
	// Purposes says what each question's answers are used for, by question ID.
	Purposes       map[string]string `yaml:"purposes" json:"purposes,omitempty"`
	PolicyDocument string            `yaml:"policy-document" json:"policy-document"` // reference of the appropriate policy document
	Privacy        string            `yaml:"privacy" json:"privacy"`                 // URL of the privacy notice
	Minutes        int               `yaml:"minutes" json:"minutes"`                 // how long the questions take to answer
	Wording        string            `yaml:"wording" json:"wording"`                 // date of the wording; "" is the opening date
}

// RegisterEntry is what is known about a consultation that was not run on this
// website.
type RegisterEntry struct {
	Methods   string `yaml:"methods" json:"methods"`
	Documents string `yaml:"documents" json:"documents"`
	Responses string `yaml:"responses" json:"responses"` // in words, because counts of petitions, events and forms do not add up
	Outcome   string `yaml:"outcome" json:"outcome"`
	Source    string `yaml:"source" json:"source"`
}
