package consult

// Text is what people read of a consultation. Longer parts are Markdown.
type Text struct {
	Language string `yaml:"language" json:"language,omitempty"` // in which the rest is written; "" is that of its form or, without one, of the council
	Summary  string `yaml:"summary" json:"summary"`
	Why      string `yaml:"why" json:"why"`           // why change is proposed
	SoFar    string `yaml:"so-far" json:"so-far"`     // what has happened so far
	Next     string `yaml:"next" json:"next"`         // what happens next
	Audience string `yaml:"audience" json:"audience"` // whose views are wanted
	Area     string `yaml:"area" json:"area"`
	Strategy Slug   `yaml:"strategy" json:"strategy"` // the strategy that it is about
	Follows  Slug   `yaml:"follows" json:"follows"`   // the earlier round that it follows

	Contact   Contact  `yaml:"contact" json:"contact"`
	OtherWays []string `yaml:"other-ways" json:"other-ways"` // of answering: paper, phone, an event
	Feedback  string   `yaml:"feedback" json:"feedback"`     // the date by which people are promised to hear: "2016-06-30"

	Duty           string        `yaml:"duty" json:"duty"`           // why there is a duty to consult: statute, promise, practice
	Formative      string        `yaml:"formative" json:"formative"` // what can still change
	Alternatives   []Alternative `yaml:"alternatives" json:"alternatives"`
	NoAlternatives string        `yaml:"no-alternatives" json:"no-alternatives"` // why there were none, if there were none

	Documents []Document `yaml:"documents" json:"documents"`

	Invented string `yaml:"invented" json:"invented"` // what of this is made up for a demonstration; "": nothing
	Source   string `yaml:"source" json:"source"`     // where the facts come from
}

// Contact is an office, never a person.
type Contact struct {
	Team    string `yaml:"team" json:"team"`
	Email   string `yaml:"email" json:"email"`
	Phone   string `yaml:"phone" json:"phone"`
	Address string `yaml:"address" json:"address"`
}

// Alternative is a way not taken, and why. Those who are asked are told of it,
// so that they can say that it should have been.
type Alternative struct {
	Option       string `yaml:"option" json:"option"`
	WhyDiscarded string `yaml:"why-discarded" json:"why-discarded"`
}

// Monitoring says which equality questions are asked at the end, and what the
// people who answer them are promised.
type Monitoring struct {
	Questions      []string          `yaml:"questions" json:"questions"` // of the bank in package equality, in the order in which they are asked
	Purpose        string            `yaml:"purpose" json:"purpose"`
	Purposes       map[string]string `yaml:"purposes" json:"purposes,omitempty"` // what the answers to each question are used for, by its id
	Retention      string            `yaml:"retention" json:"retention"`
	PolicyDocument string            `yaml:"policy-document" json:"policy-document"` // the reference of the appropriate policy document
	Privacy        string            `yaml:"privacy" json:"privacy"`                 // the address of the privacy notice
	Minutes        int               `yaml:"minutes" json:"minutes"`                 // how long they take to answer
	Wording        string            `yaml:"wording" json:"wording"`                 // the day whose wording is used, "2021-03-21"; "": the day on which it opens
}

// RegisterEntry is what is known of a consultation that was not held on this
// system.
type RegisterEntry struct {
	Methods   string `yaml:"methods" json:"methods"`
	Documents string `yaml:"documents" json:"documents"`
	Responses string `yaml:"responses" json:"responses"` // in words: counts of petitions and events are not added to those of forms
	Outcome   string `yaml:"outcome" json:"outcome"`
	Source    string `yaml:"source" json:"source"`
}
