import './fonts.css';
import './tokens.css';
import './base.css';
import './frame.css';
import './controls.css';
import './table.css';
import './parts.css';
import './pages.css';
