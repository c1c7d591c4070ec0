BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('db5e31a0233d');
CREATE TABLE commands (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	date DATETIME NOT NULL, 
	user_login VARCHAR(30) NOT NULL, 
	project_id INTEGER NOT NULL, 
	document_id INTEGER, 
	payload TEXT NOT NULL, 
	CONSTRAINT fk_commands_user_login_users FOREIGN KEY(user_login) REFERENCES users (login) ON UPDATE CASCADE, 
	CONSTRAINT fk_commands_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE
);
INSERT INTO "commands" VALUES(1,'2026-11-29 14:44:10.613522','admin',1,NULL,'{"description": "Being looked down on.", "tag_id": 1, "tag_path": "care.stigma", "type": "tag_add"}');
INSERT INTO "commands" VALUES(2,'2026-11-29 14:44:10.614448','admin',1,NULL,'{"description": "Looking ahead.", "tag_id": 2, "tag_path": "hope", "type": "tag_add"}');
INSERT INTO "commands" VALUES(3,'2026-11-29 14:44:10.646109','admin',1,NULL,'{"description": "", "tag_id": 3, "tag_path": "care", "type": "tag_add"}');
INSERT INTO "commands" VALUES(4,'2026-11-29 14:44:10.662592','admin',1,1,'{"description": "about one", "document_name": "one", "text_direction": "LEFT_TO_RIGHT", "type": "document_add"}');
INSERT INTO "commands" VALUES(5,'2026-11-29 14:44:10.670616','admin',1,1,'{"end_offset": 45, "highlight_id": 1, "start_offset": 20, "tags": [2, 1], "type": "highlight_add"}');
INSERT INTO "commands" VALUES(6,'2026-11-29 14:44:10.677966','admin',1,1,'{"end_offset": 65, "highlight_id": 2, "start_offset": 45, "tags": [3], "type": "highlight_add"}');
INSERT INTO "commands" VALUES(7,'2026-11-29 14:44:10.685400','admin',1,1,'{"end_offset": 51, "highlight_id": 3, "start_offset": 40, "tags": [], "type": "highlight_add"}');
INSERT INTO "commands" VALUES(8,'2026-11-29 14:44:10.692643','admin',1,1,'{"end_offset": 96, "highlight_id": 4, "start_offset": 79, "tags": [2], "type": "highlight_add"}');
INSERT INTO "commands" VALUES(9,'2026-11-29 14:44:10.695309','admin',1,1,'{"end_offset": 105, "highlight_id": 5, "start_offset": 96, "tags": [1], "type": "highlight_add"}');
INSERT INTO "commands" VALUES(10,'2026-11-29 14:44:10.701245','admin',1,2,'{"description": "about two", "document_name": "two", "text_direction": "LEFT_TO_RIGHT", "type": "document_add"}');
CREATE TABLE documents (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	name VARCHAR(200) NOT NULL, 
	description TEXT NOT NULL, 
	filename VARCHAR(200) NOT NULL, 
	created DATETIME NOT NULL, 
	project_id INTEGER NOT NULL, 
	text_direction VARCHAR(13) NOT NULL, 
	contents TEXT NOT NULL, 
	CONSTRAINT fk_documents_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE
);
INSERT INTO "documents" VALUES(1,'one','about one','one.html','2026-11-29 14:44:10.647334',1,'LEFT_TO_RIGHT','<h1>Interview é1</h1>
<p>I was told 🙂 to <b>wait</b> &amp; wait.</p><p>Café people &lt;kind&gt; helped.</p><ul><li>First 中文</li><li>Second one</li></ul><pre>raw  text</pre>');
INSERT INTO "documents" VALUES(2,'two','about two','two.html','2026-11-29 14:44:10.695551',1,'LEFT_TO_RIGHT','<p>Nothing much.</p>');
CREATE TABLE highlight_tags (
	highlight_id INTEGER NOT NULL, 
	tag_id INTEGER NOT NULL, 
	CONSTRAINT pk_highlight_tags PRIMARY KEY (highlight_id, tag_id), 
	CONSTRAINT fk_highlight_tags_highlight_id_highlights FOREIGN KEY(highlight_id) REFERENCES highlights (id) ON DELETE CASCADE, 
	CONSTRAINT fk_highlight_tags_tag_id_tags FOREIGN KEY(tag_id) REFERENCES tags (id) ON DELETE CASCADE
);
INSERT INTO "highlight_tags" VALUES(1,1);
INSERT INTO "highlight_tags" VALUES(5,1);
INSERT INTO "highlight_tags" VALUES(1,2);
INSERT INTO "highlight_tags" VALUES(4,2);
INSERT INTO "highlight_tags" VALUES(2,3);
CREATE TABLE highlights (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	document_id INTEGER NOT NULL, 
	start_offset INTEGER NOT NULL, 
	end_offset INTEGER NOT NULL, 
	snippet TEXT NOT NULL, 
	CONSTRAINT fk_highlights_document_id_documents FOREIGN KEY(document_id) REFERENCES documents (id) ON DELETE CASCADE
);
INSERT INTO "highlights" VALUES(1,1,20,45,'<p>told 🙂 to <b>wait</b> &amp; wait.</p>');
INSERT INTO "highlights" VALUES(2,1,45,65,'<p>Café people &lt;kind&gt;</p>');
INSERT INTO "highlights" VALUES(3,1,40,51,'<p>wait.</p><p>Café</p>');
INSERT INTO "highlights" VALUES(4,1,79,96,'<ul><li>中文</li><li>Second one</li></ul>');
INSERT INTO "highlights" VALUES(5,1,96,105,'<pre>raw  text</pre>');
CREATE TABLE project_members (
	project_id INTEGER NOT NULL, 
	user_login VARCHAR(30) NOT NULL, 
	privileges VARCHAR(11) NOT NULL, 
	CONSTRAINT pk_project_members PRIMARY KEY (project_id, user_login), 
	CONSTRAINT fk_project_members_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE, 
	CONSTRAINT fk_project_members_user_login_users FOREIGN KEY(user_login) REFERENCES users (login) ON DELETE CASCADE ON UPDATE CASCADE
);
INSERT INTO "project_members" VALUES(1,'admin','ADMIN');
CREATE TABLE projects (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	name VARCHAR(200) NOT NULL, 
	description TEXT NOT NULL, 
	created DATETIME NOT NULL
);
INSERT INTO "projects" VALUES(1,'Synthetic interviews','Made by a computer.','2026-11-29 14:44:10.599450');
CREATE TABLE tags (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	project_id INTEGER NOT NULL, 
	path VARCHAR(200) NOT NULL, 
	description TEXT NOT NULL, 
	CONSTRAINT uq_tags_project_id UNIQUE (project_id, path), 
	CONSTRAINT fk_tags_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE
);
INSERT INTO "tags" VALUES(1,1,'care.stigma','Being looked down on.');
INSERT INTO "tags" VALUES(2,1,'hope','Looking ahead.');
INSERT INTO "tags" VALUES(3,1,'care','');
CREATE TABLE users (
	login VARCHAR(30) NOT NULL, 
	created DATETIME NOT NULL, 
	hashed_password VARCHAR(192), 
	disabled BOOLEAN NOT NULL, 
	password_set_date DATETIME, 
	language VARCHAR(10), 
	email VARCHAR(256), 
	email_sent DATETIME, 
	CONSTRAINT pk_users PRIMARY KEY (login)
);
INSERT INTO "users" VALUES('admin','2026-11-29 14:44:11.300223',NULL,0,NULL,NULL,NULL,NULL);
CREATE UNIQUE INDEX ix_users_email ON users (email);
CREATE INDEX ix_project_members_project_id ON project_members (project_id);
CREATE INDEX ix_project_members_user_login ON project_members (user_login);
CREATE INDEX ix_documents_project_id ON documents (project_id);
CREATE INDEX idx_project_id ON commands (project_id, id);
CREATE INDEX ix_commands_date ON commands (date);
CREATE INDEX ix_commands_project_id ON commands (project_id);
CREATE INDEX ix_commands_user_login ON commands (user_login);
CREATE INDEX idx_project_document ON commands (project_id, document_id);
CREATE INDEX ix_commands_document_id ON commands (document_id);
CREATE INDEX ix_tags_project_id ON tags (project_id);
CREATE INDEX ix_tags_path ON tags (path);
CREATE INDEX ix_highlights_document_id ON highlights (document_id);
CREATE INDEX ix_highlight_tags_highlight_id ON highlight_tags (highlight_id);
CREATE INDEX ix_highlight_tags_tag_id ON highlight_tags (tag_id);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('projects',1);
INSERT INTO "sqlite_sequence" VALUES('documents',2);
INSERT INTO "sqlite_sequence" VALUES('tags',3);
INSERT INTO "sqlite_sequence" VALUES('highlights',5);
INSERT INTO "sqlite_sequence" VALUES('commands',10);
COMMIT;
