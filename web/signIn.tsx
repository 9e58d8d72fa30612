// Signing in, and how one gets there: a new account, the code from the mail, a forgotten password.
import { Trouble } from "./banners";
import { changed, focusOn } from "./draw";
import { Problem, problemOf } from "./request";
import type { Session } from "./session";
import { words } from "./words";

type Step = "signIn" | "signUp" | "confirm" | "forgot" | "reset";
type Field = "email" | "password" | "newPassword" | "code";
type Given = Readonly<Record<Field, string>>;

interface Screen {
  readonly title: string;
  readonly fields: readonly Field[];
  readonly action: string;
  readonly others: readonly (Step | "resend")[];
}

const screens: Readonly<Record<Step, Screen>> = {
  signIn: { title: "Sign in", fields: ["email", "password"], action: "Sign in", others: ["signUp", "forgot"] },
  signUp: { title: "Create an account", fields: ["email", "newPassword"], action: "Create account", others: ["signIn"] },
  confirm: { title: "Check your mail", fields: ["code"], action: "Confirm", others: ["resend", "signIn"] },
  forgot: { title: "Forgotten password", fields: ["email"], action: "Send a code", others: ["signIn"] },
  reset: { title: "A new password", fields: ["code", "newPassword"], action: "Save and sign in", others: ["resend", "signIn"] },
};

const links: Readonly<Record<Step | "resend", string>> = {
  signIn: "I have an account",
  signUp: "Create an account",
  forgot: "Forgotten your password?",
  resend: "Send a new code",
  confirm: "",
  reset: "",
};

const rule = "At least 10 characters, with a capital, a small letter and a digit.";
const fields = {
  email: { label: "E-mail address", type: "email", autocomplete: "username", hint: "" },
  password: { label: "Password", type: "password", autocomplete: "current-password", hint: "" },
  newPassword: { label: "Password", type: "password", autocomplete: "new-password", hint: rule },
  code: { label: "Code", type: "text", autocomplete: "one-time-code", hint: "" },
} as const;

export class SignIn {
  private step: Step = "signIn";
  private email: string;
  /** Between signing up and the code: so that one need not type it again. */
  private password = "";
  private busy = false;
  private problem = "";
  private note = "";

  /** The session tells when it is done. @param alone for staff, whose accounts an administrator makes */
  constructor(
    private readonly session: Session,
    private readonly alone = false,
  ) {
    this.email = session.person?.email ?? "";
    if (session.ended) this.note = words("SessionEnded");
  }

  readonly view = () => {
    const { title, fields: asked, action, others } = screens[this.step];
    return (
      <form class="sheet" key={this.step} onSubmit={this.submit} aria-labelledby="title">
        <h1 id="title" tabIndex={-1}>
          {title}
        </h1>
        {this.note && <p role="status">{this.note}</p>}
        {asked.map(this.field)}
        <Trouble text={this.problem} />
        <button class="primary" type="submit" aria-disabled={this.busy}>
          {this.busy ? "One moment…" : action}
        </button>
        <p class="others">
          {others
            .filter((other) => !(this.alone && other === "signUp"))
            .map((other) => (
              <button key={other} class="link" type="button" onClick={() => this.turnTo(other)}>
                {links[other]}
              </button>
            ))}
        </p>
      </form>
    );
  };

  private readonly field = (name: Field) => {
    const { label, hint, ...input } = fields[name];
    return (
      <p class="field" key={name}>
        <label for={name}>{label}</label>
        <input
          id={name}
          name={name}
          required
          {...input}
          {...(name === "email" && { defaultValue: this.email })}
          {...(name === "code" && { inputMode: "numeric" })}
          {...(hint && { "aria-describedby": `${name}-hint`, minLength: 10 })}
        />
        {hint && <small id={`${name}-hint`}>{hint}</small>}
      </p>
    );
  };

  private readonly submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    const given = { email: this.email, password: this.password, newPassword: "", code: "", ...Object.fromEntries(data) } as Given;
    this.email = given.email.trim();
    void this.run(() => this.steps[this.step](given));
  };

  private readonly steps: Readonly<Record<Step, (given: Given) => Promise<void>>> = {
    signIn: async ({ password }) => {
      this.password = password;
      await this.enter();
    },
    signUp: async ({ newPassword }) => {
      this.password = newPassword;
      await this.session.cognito("SignUp", { Username: this.email, Password: newPassword });
      this.go("confirm", `We sent a code to ${this.email}.`);
    },
    confirm: async ({ code }) => {
      await this.session.cognito("ConfirmSignUp", { Username: this.email, ConfirmationCode: code.trim() });
      await this.enter();
    },
    forgot: async () => {
      await this.session.cognito("ForgotPassword", { Username: this.email });
      this.go("reset", `If ${this.email} has an account, a code is on its way there.`);
    },
    reset: async ({ code, newPassword }) => {
      const input = { Username: this.email, ConfirmationCode: code.trim(), Password: newPassword };
      await this.session.cognito("ConfirmForgotPassword", input);
      this.password = newPassword;
      await this.enter();
    },
  };

  private async enter(): Promise<void> {
    await this.session.signIn(this.email, this.password);
    this.password = "";
  }

  private turnTo(other: Step | "resend"): void {
    if (other !== "resend") {
      this.go(other);
      return;
    }
    const operation = this.step === "confirm" ? "ResendConfirmationCode" : "ForgotPassword";
    void this.run(async () => {
      await this.session.cognito(operation, { Username: this.email });
      this.note = `A new code is on its way to ${this.email}.`;
    });
  }

  private go(step: Step, note = ""): void {
    this.step = step;
    this.note = note;
    this.problem = "";
    focusOn("#title");
  }

  /** One thing at a time, however often one taps. */
  private async run(work: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.problem = "";
    changed();
    const problem = await problemOf(work);
    this.busy = false;
    if (problem instanceof Problem && problem.error === "UserNotConfirmedException") this.go("confirm", words(problem.error));
    else if (problem) this.problem = words(problem.error);
    changed();
  }
}
