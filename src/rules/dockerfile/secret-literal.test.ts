import { githubToken } from "../../secrets/samples.fixture.ts";
import { expectProblems } from "../testing.ts";
import { secretLiteral } from "./secret-literal.ts";

const token = githubToken;

expectProblems(secretLiteral, [
  ["a token in RUN", `FROM a\nRUN curl -H "Authorization: token ${token}" https://example.com\n`, [token]],
  ["a token in a heredoc", `FROM a\nCOPY <<E /x\ntoken=${token}\nE\n`, [token]],
  ["a token in CMD", `FROM a\nCMD ["app", "--token", "${token}"]\n`, [token]],
  ["a token in ADD", `FROM a\nADD https://u:${token}@example.org/x /x\n`, [token]],
  ["a token in a continued line", `FROM a\nRUN x && \\\n  y ${token}\n`, [token]],
  ["export", "FROM a\nRUN export DB_PASSWORD=hunter22 && x\n", ["DB_PASSWORD=hunter22"]],
  ["a prefix", "FROM a\nRUN PGPASSWORD=hunter22 psql\n", ["hunter22"]],
  ["a dummy key for a build step", "FROM a\nRUN SECRET_KEY=abc python manage.py collectstatic\n", []],
  [
    "a line of a settings file",
    "FROM a\nRUN echo POSTGRES_PASSWORD=hunter22 >> .env\n",
    ["POSTGRES_PASSWORD=hunter22"],
  ],
  ["mysql", "FROM a\nRUN mysql -uroot -phunter22\n", ["-phunter22"]],
  ["mysql with a port", "FROM a\nRUN mysql -P 3306 -p\n", []],
  ["mysqladmin", "FROM a\nRUN mysqladmin -u root password 'hunter22'\n", ["'hunter22'"]],
  ["SQL", "FROM a\nRUN echo \"CREATE USER x IDENTIFIED BY 'hunter22'\" | mysql\n", ["hunter22"]],
  ["an option", "FROM a\nRUN tool --db-password=hunter22\n", ["--db-password=hunter22"]],
  ["an option with a word", "FROM a\nRUN tool --password hunter22\n", ["hunter22"]],
  ["switches and files", "FROM a\nRUN adduser --disabled-password x && tool --password-file /x --token-ttl 5\n", []],
  ["variables", 'FROM a\nRUN tool --password=$P && mysql -p"$P" && export DB_PASSWORD=$(cat /run/x)\n', []],
  [
    "accounts, which have a rule of their own",
    "FROM a\nRUN echo 'root:hunter22' | chpasswd && useradd -p hunter22 x\n",
    [],
  ],
  ["logins, which have one too", "FROM a\nRUN docker login -u x --password=hunter22\n", []],
  ["ENV and ARG, which have theirs", `FROM a\nENV X=${token}\nARG Y=${token}\n`, []],
  ["a trigger", `FROM a\nONBUILD RUN get ${token}\n`, [token]],
]);
